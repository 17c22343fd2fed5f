using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>
/// One rule, held against one treatment. A threshold δ of a lift is tested as μT − (1+δ)·μC against 0, which is defined also where
/// control is 0; the interval that is shown is made by the same test at the same level.
/// </summary>
internal sealed class RuleTest
{
    private readonly Comparison _comparison;
    private readonly double _difference;

    public RuleTest(GateRule rule, Comparison comparison)
    {
        (Rule, _comparison, Level) = (rule, comparison, comparison.Procedure.Alpha);
        Reason = ReasonOf(rule, comparison);
        if (!IsComputed) return;
        if (rule.Statistic == GateStatistic.Value)
        {
            // What control does as well is no effect of the treatment, on whichever side of the threshold it is.
            _difference = Treatment.Mean - rule.Threshold;
            if (_difference > 0) PAbove = comparison.PAbove(Contrast.Zero);
            if (_difference < 0) PBelow = comparison.PBelow(Contrast.Zero);
            return;
        }

        var contrast = Contrast.At(rule.Threshold, Scale);
        (PAbove, PBelow) = (comparison.PAbove(contrast), comparison.PBelow(contrast));
        _difference = contrast.Of(comparison.Control, comparison.TreatmentValue);
    }

    public GateRule Rule { get; }

    /// <summary>Why there is no answer, or <see cref="StatisticsReason.Computed"/>.</summary>
    public StatisticsReason Reason { get; }

    public bool IsComputed => Reason == StatisticsReason.Computed;

    /// <summary>1 minus the coverage of the interval: the level that the rule is tested at.</summary>
    public double Level { get; init; }

    public SampleStatistics Control => _comparison.Strata.Control;

    public SampleStatistics Treatment => _comparison.Strata.Treatment;

    public EffectScale Scale => Rule.Statistic is GateStatistic.Lift or GateStatistic.LiftLower or GateStatistic.LiftUpper
        ? EffectScale.Relative
        : EffectScale.Absolute;

    /// <summary>
    /// The effect on the rule's scale, its interval at <see cref="Level"/>; refused where control is 0 and the scale relative.
    /// </summary>
    public Effect Effect => field.Reason == StatisticsReason.NoData && IsComputed ? field = MakeEffect() : field;

    /// <summary>The statistic that the rule names; null where it has none, as the lift of a control that is 0.</summary>
    public double? Value => Rule.Statistic switch
    {
        GateStatistic.Value => Treatment.Mean,
        _ when !Effect.IsComputed => null,
        GateStatistic.LiftLower or GateStatistic.DifferenceLower => Effect.Lower,
        GateStatistic.LiftUpper or GateStatistic.DifferenceUpper => Effect.Upper,
        _ => Effect.Point,
    };

    public bool Holds => Rule.Statistic switch
    {
        GateStatistic.LiftLower or GateStatistic.DifferenceLower => Rule.IsAbove == (PAbove <= Level),
        GateStatistic.LiftUpper or GateStatistic.DifferenceUpper => Rule.IsAbove != (PBelow <= Level),
        _ => Compare(_difference),
    };

    /// <summary>Whether it is beyond the threshold as the rule has it, and not by chance.</summary>
    public bool IsShown => (Rule.IsAbove ? PAbove : PBelow) <= Level;

    /// <summary>Whether it is on the other side of the threshold, and not by chance.</summary>
    public bool IsRefuted => (Rule.IsAbove ? PBelow : PAbove) <= Level;

    /// <summary>
    /// How surprising the data would be if the threshold were the truth: at most α exactly when the rule holds at level 1−α. 1 for what
    /// is no proof.
    /// </summary>
    public double PValue => !Rule.IsProof || !IsComputed ? 1 : Rule.IsAbove ? PAbove : PBelow;

    private double PAbove { get; } = 1;

    private double PBelow { get; } = 1;

    /// <summary>The same with the interval of another level.</summary>
    public RuleTest At(double level) => new(Rule, _comparison) { Level = level };

    /// <summary>Whether it is about an interval; any other number is noise until the sample is complete.</summary>
    public static bool IsInterval(GateRule rule) =>
        rule.Statistic is not (GateStatistic.Lift or GateStatistic.Difference or GateStatistic.Value);

    private static StatisticsReason ReasonOf(GateRule rule, Comparison comparison)
    {
        if (rule.Statistic == GateStatistic.Value) return comparison.Strata.Treatment.Reason;
        var isRelative = rule.Statistic is GateStatistic.Lift or GateStatistic.LiftLower or GateStatistic.LiftUpper;
        return comparison.IsComputed && isRelative && comparison.Control < 0 ? StatisticsReason.BaselineNotPositive : comparison.Reason;
    }

    /// <summary>How exactly an interval's ends were found must not tell another story than the test at the threshold does.</summary>
    private Effect MakeEffect()
    {
        var effect = _comparison.Effect(Scale, Level);
        if (!effect.IsComputed) return effect;
        var (threshold, lower, upper) = (Rule.Threshold, effect.Lower, effect.Upper);
        lower = PAbove <= Level ? Math.Max(lower, Math.BitIncrement(threshold)) : Math.Min(lower, threshold);
        upper = PBelow <= Level ? Math.Min(upper, Math.BitDecrement(threshold)) : Math.Max(upper, threshold);
        return new(effect.Point, effect.StandardError, lower, upper, effect.PValue, effect.DegreesOfFreedom);
    }

    private bool Compare(double difference) => Rule.Comparison switch
    {
        GateComparison.Above => difference > 0,
        GateComparison.AtLeast => difference >= 0,
        GateComparison.Below => difference < 0,
        _ => difference <= 0,
    };
}
