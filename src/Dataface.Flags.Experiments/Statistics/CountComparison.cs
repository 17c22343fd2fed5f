namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// The comparison of counts, exact with any number of events: a bet on each unit. With t = 0 it is 1; with t &gt; 0 a treated unit
/// multiplies it by 1 + t·(y − cT)/nT and one of control by 1 − t·s·(y − cC)/nC, y being 1 for an event and cT = s·cC + m. Because 1 + x
/// ≤ eˣ, its expectation is at most exp(t·(pT − s·pC − m)) in each day, whatever the rate of that day is: at most 1 unless the contrast
/// is above zero. Products over days and mixtures over t keep that, and by Ville's inequality 1/E is a p-value (betting: Waudby-Smith
/// and Ramdas 2024, "Estimating means of bounded random variables by betting"; two samples: Turner, Ly and Grünwald 2024, "Generic
/// E-variables for exact sequential k-sample tests"). The centre c only sharpens it: the pooled rate under the boundary.
/// </summary>
internal sealed class CountComparison : Comparison
{
    /// <summary>Effects in units of the prior's deviation: a half-normal, and for breakage multiples of the rate.</summary>
    private static readonly (double Effect, double LogWeight)[] Prior = MakePrior();

    private static readonly (double Multiple, double LogWeight)[] Breakage =
        [(0.5, Math.Log(0.04)), (1, Math.Log(0.04)), (4, Math.Log(0.04))];

    private readonly double _time;

    public CountComparison(Strata strata, in TestProcedure procedure)
        : base(strata, procedure)
    {
        var (control, treatment) = (0.0, 0.0);
        var whole = 0.0;
        foreach (var part in strata.Parts)
        {
            var weight = part.Weight;
            if (weight <= 0) continue;
            (control, treatment) = (control + (weight * part.Control.Mean), treatment + (weight * part.Treatment.Mean));
            whole += weight;
        }

        (Control, TreatmentValue) = whole > 0 ? (control / whole, treatment / whole) : (0, 0);
        _time = ConfidenceSequence.Time(
            strata.Units, procedure.IsSequential ? procedure : TestProcedure.Sequential(strata.Units, procedure.Alpha));
    }

    public override StatisticsReason Reason => StatisticsReason.Computed;

    public override double Control { get; }

    public override double TreatmentValue { get; }

    protected override double DegreesOfFreedom => 0;

    public override double PAbove(in Contrast contrast) => PValue(LogEvidence(contrast, 1));

    public override double PBelow(in Contrast contrast) => PValue(LogEvidence(contrast, -1));

    /// <summary>The evidence that the contrast is above (1) or below (-1) zero: at most 1 in expectation unless it is.</summary>
    internal double Evidence(in Contrast contrast, int sign) => Math.Exp(LogEvidence(contrast, sign));

    protected override double StandardError(EffectScale scale)
    {
        var (c, t) = (Squared(Strata.Control), Squared(Strata.Treatment));
        return EffectSize.StandardError(Control, TreatmentValue, c, t, scale);

        static double Squared(in SampleStatistics sums) => Math.Max(sums.Variance, 1.0 / sums.Units) / sums.Units;
    }

    protected override (double Lower, double Upper) Interval(EffectScale scale, double level)
    {
        var point = EffectSize.Between(Control, TreatmentValue, scale);
        var step = StandardError(scale);
        var wanted = Math.Log(2 / level);
        return (
            Root(point, -step, -1, boundary => LogEvidence(Contrast.At(boundary, scale), 1) - wanted),
            Root(point, step, scale == EffectScale.Absolute ? 1 : double.PositiveInfinity, boundary =>
                LogEvidence(Contrast.At(boundary, scale), -1) - wanted));
    }

    private static double PValue(double logEvidence) => Math.Min(1, 2 * Math.Exp(-logEvidence));

    /// <summary>
    /// Where evidence grows out of the wanted, away from the point; the limit where it never does. By regula falsi (Illinois).
    /// </summary>
    private static double Root(double point, double step, double limit, Func<double, double> excess)
    {
        var (inside, at, value) = (point, point, -1.0);
        for (var i = 0; i < 60; i++, step *= 2)
        {
            (inside, at) = (at, point + step);
            if (step < 0 ? at <= limit : at >= limit) at = limit;
            if (double.IsInfinity(at)) return at;
            value = excess(at);
            if (value >= 0) break;
            if (at.Equals(limit)) return limit;
        }

        if (value < 0) return limit;
        var (low, lowValue, high, highValue) = (inside, Math.Min(excess(inside), -1e-300), at, value);
        for (var i = 0; i < 40 && Math.Abs(high - low) > 1e-7 * Math.Abs(step); i++)
        {
            var middle = double.IsFinite(lowValue) && double.IsFinite(highValue) && i % 4 != 3
                ? low - (lowValue * (high - low) / (highValue - lowValue))
                : low + ((high - low) / 2);
            var found = excess(middle);
            if (found >= 0) (high, highValue) = (middle, found);
            else (low, lowValue) = (middle, found);
        }

        return low;
    }

    /// <summary>The log of the mixture, of bets on one side of the boundary.</summary>
    private double LogEvidence(in Contrast contrast, int sign)
    {
        if (Centre(contrast) is not var (c, t)) return double.PositiveInfinity;
        var (vC, vT) = (contrast.Slope * contrast.Slope * c * (1 - c), t * (1 - t));
        if (vC + vT <= 0) return 0;
        var parts = Strata.Parts;
        Span<double> worth = stackalloc double[parts.Length];
        var whole = 0.0;
        for (var i = 0; i < parts.Length; i++)
        {
            var (nC, nT) = ((double)parts[i].Control.Units, (double)parts[i].Treatment.Units);
            worth[i] = nC > 0 && nT > 0 ? 1 / ((vT / nT) + (vC / nC)) : 0;
            whole += worth[i];
        }

        if (whole <= 0) return 0;
        var deviation = Math.Sqrt(_time / whole);
        var (most, sum) = (double.NegativeInfinity, 0.0);
        foreach (var (effect, logWeight) in Prior) Add(
            logWeight + Bet(contrast, sign * effect * deviation, c, t, worth), ref most, ref sum);
        foreach (var (multiple, logWeight) in Breakage) Add(
            logWeight + Bet(contrast, sign * multiple * Math.Max(t, c), c, t, worth), ref most, ref sum);
        return most + Math.Log(sum);
    }

    /// <summary>The log of one bet; t shrinks where it could lose everything.</summary>
    private double Bet(in Contrast contrast, double effect, double c, double t, ReadOnlySpan<double> worth)
    {
        var (log, slope, squared) = (0.0, contrast.Slope, 0.0);
        for (var i = 0; i < worth.Length; i++)
        {
            if (worth[i] <= 0) continue;
            var (control, treatment) = (Strata.Parts[i].Control, Strata.Parts[i].Treatment);
            double nC = control.Units, nT = treatment.Units, kC = control.Sum, kT = treatment.Sum;
            var bet = effect * worth[i];
            var risk = bet > 0 ? Math.Max(slope * (1 - c) / nC, t / nT) : Math.Max((1 - t) / nT, slope * c / nC);
            bet /= 1 + (Math.Abs(bet) * risk);
            squared += bet * bet / worth[i];
            var (byT, byC) = (bet / nT, bet * slope / nC);
            if (kT > 0) log += kT * Math.Log(1 + (byT * (1 - t)));
            if (kT < nT) log += (nT - kT) * Math.Log(1 - (byT * t));
            if (kC > 0) log += kC * Math.Log(1 - (byC * (1 - c)));
            if (kC < nC) log += (nC - kC) * Math.Log(1 + (byC * c));
        }

        // A centre of the same units lies nearer to them than the true one, by a degree of freedom.
        return log - (squared / (2 * Math.Max(1, Strata.Units - 2)));
    }

    /// <summary>Rates on the boundary that add up to the events that there are; none where no rates lie on it.</summary>
    private (double Control, double Treatment)? Centre(in Contrast contrast)
    {
        var (slope, offset) = (contrast.Slope, contrast.Offset);
        if (slope <= 0) return null;
        double nC = Strata.Control.Units, nT = Strata.Treatment.Units;
        var (least, largest) = (Math.Max(0, -offset / slope), Math.Min(1, (1 - offset) / slope));
        if (least > largest) return null;
        var c = Math.Clamp((Strata.Control.Sum + Strata.Treatment.Sum - (offset * nT)) / (nC + (slope * nT)), least, largest);
        return (c, Math.Clamp((slope * c) + offset, 0, 1));
    }

    private static void Add(double log, ref double most, ref double sum)
    {
        if (double.IsNegativeInfinity(log)) return;
        if (log > most) (most, sum) = (log, (sum * Math.Exp(most - log)) + 1);
        else sum += Math.Exp(log - most);
    }

    /// <summary>A half-normal at points that are 1.35 times as far as the one before, with 88 % of the weight.</summary>
    private static (double Effect, double LogWeight)[] MakePrior()
    {
        const int Points = 15;
        const double First = 0.08, Ratio = 1.35, Weight = 0.88;
        var all = Enumerable.Range(0, Points).Select(i => First * Math.Pow(Ratio, i))
            .Select(x => (Effect: x, Weight: x * Math.Exp(-x * x / 2))).ToArray();
        var whole = all.Sum(point => point.Weight) / Weight;
        return [.. all.Select(point => (point.Effect, Math.Log(point.Weight / whole)))];
    }
}
