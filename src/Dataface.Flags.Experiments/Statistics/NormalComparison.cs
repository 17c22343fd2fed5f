namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// The comparison where values are near enough to normal: z = (μT − s·μC − m)/√(qT + s²·qC), q the squared standard errors, held against
/// the confidence sequence or Student's t. Solved for s it is Fieller's interval (1954, "Some problems in interval estimation"), which
/// needs no certain control.
/// </summary>
internal sealed class NormalComparison : Comparison
{
    private readonly StandardizedMean _control;
    private readonly StandardizedMean _treatment;
    private readonly Direction _direction;

    /// <param name="strata">The data.</param>
    /// <param name="procedure">The procedure.</param>
    /// <param name="direction">In which direction a difference may be shown.</param>
    public NormalComparison(Strata strata, in TestProcedure procedure, Direction direction)
        : base(strata, procedure)
    {
        _direction = direction;
        (_control, _treatment) = Sides(strata, null);
        var isConstant = _control.Squared + _treatment.Squared == 0;

        // A small side that happens to lack the large values looks both low and certain. Of all units' variance and its own the larger
        // holds.
        var (control, treatment) = Sides(strata, strata.Control + strata.Treatment);
        if (control.Squared + treatment.Squared > _control.Squared + _treatment.Squared) (_control, _treatment) = (control, treatment);
        Reason = direction == Direction.None ? isConstant ? StatisticsReason.ZeroVariance : StatisticsReason.TooSkewed
            : double.IsFinite(_control.Value) && double.IsFinite(_treatment.Value) && double.IsFinite(_control.Squared + _treatment.Squared)
                ? StatisticsReason.Computed : StatisticsReason.NotFinite;
        DegreesOfFreedom = procedure.IsSequential ? 0 : Freedom(1);
    }

    public override StatisticsReason Reason { get; }

    public override double Control => _control.Value;

    public override double TreatmentValue => _treatment.Value;

    protected override double DegreesOfFreedom { get; }

    protected override bool IsMeasured => _control.Squared + _treatment.Squared > 0;

    public override double PAbove(in Contrast contrast) =>
        _direction != Direction.Below && Score(contrast) is > 0 and var score ? PValue(score, contrast.Slope) : 1;

    public override double PBelow(in Contrast contrast) =>
        _direction != Direction.Above && Score(contrast) is < 0 and var score ? PValue(score, contrast.Slope) : 1;

    protected override double StandardError(EffectScale scale) =>
        EffectSize.StandardError(Control, TreatmentValue, _control.Squared, _treatment.Squared, scale);

    protected override (double Lower, double Upper) Interval(EffectScale scale, double level)
    {
        var critical = Procedure.IsSequential
            ? ConfidenceSequence.CriticalScore(Strata.Units, Procedure, level)
            : StudentT.CriticalValue(level, DegreesOfFreedom);
        var half = critical * Error(1);
        var difference = TreatmentValue - Control;
        var (lower, upper) = scale == EffectScale.Relative ? Fieller(critical * critical) : (difference - half, difference + half);
        return (_direction == Direction.Below ? double.NegativeInfinity : lower, _direction == Direction.Above
            ? double.PositiveInfinity : upper);
    }

    /// <summary>The s with (μT − s·μC)² ≤ z²·(qT + s²·qC), less 1: endless above where control is not shown to be above zero.</summary>
    private (double Lower, double Upper) Fieller(double square)
    {
        var (c, t) = (Control, TreatmentValue);
        var (qC, qT) = (_control.Squared, _treatment.Squared);
        var (a, b, d) = ((c * c) - (square * qC), t * c, (t * t) - (square * qT));
        var root = Math.Sqrt(Math.Max(0, (b * b) - (a * d)));
        var lower = a > 0 || d > 0 ? b + root > 0 ? d / (b + root) : (b - root) / a : double.NegativeInfinity;
        return (lower - 1, a > 0 ? ((b + root) / a) - 1 : double.PositiveInfinity);
    }

    private static (StandardizedMean Control, StandardizedMean Treatment) Sides(Strata strata, SampleStatistics? variance) =>
        (new(strata.Parts, part => part.Control, variance), new(strata.Parts, part => part.Treatment, variance));

    private double PValue(double score, double slope) => Procedure.IsSequential
        ? ConfidenceSequence.PValue(score, Strata.Units, Procedure)
        : StudentT.TwoSidedPValue(score, Freedom(slope));

    private double Score(in Contrast contrast)
    {
        var difference = contrast.Of(Control, TreatmentValue);
        return difference == 0 || !IsComputed || !IsMeasured ? 0 : difference / Error(contrast.Slope);
    }

    private double Error(double slope) => Math.Sqrt(_treatment.Squared + (slope * slope * _control.Squared));

    private double Freedom(double slope)
    {
        var (t, c) = (_treatment.Squared, slope * slope * _control.Squared);
        if (t + c == 0) return Math.Max(1, Strata.Units - 2);
        var share = c / (t + c);
        return 1 / ((share * share / _control.Freedom) + ((1 - share) * (1 - share) / _treatment.Freedom));
    }
}
