using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Design;

/// <summary>
/// Sample sizes and durations. Pure functions, safe for any number of threads. The units are found by bisection over the power of the test
/// that will be made (<see cref="PlanPower"/>), at a fixed horizon (n = 2σ²(z(α/2)+z(β))²/δ² for two equal means, Chow, Shao and Wang 2008,
/// 3.2) as well as for a sequential procedure, where the same always-valid interval must exclude zero at the last look with the planned
/// power. With several treatments, each is compared with control at the given α; the one with the smallest share decides.
/// </summary>
public static class SampleSize
{
    /// <summary>The largest number of units that is believed: more than there are people.</summary>
    private const double Most = 1e11;

    /// <summary>What the design needs to reach its aim.</summary>
    /// <param name="request">The design.</param>
    /// <returns>
    /// The plan, or the reason why there is none; <see cref="StatisticsReason.Unreachable"/> above 10¹¹ units. Throws only for null.
    /// </returns>
    public static SamplePlan Plan(DesignRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var shares = request.Shares.ToArray();
        var reason = Check(request, shares);
        if (reason != StatisticsReason.Computed) return new(reason);
        var whole = Shares.Sum(shares);
        var needed = Bisection.Smallest(
            4 / (SmallestTreatment(shares) / whole), units => units <= Most, units => PowerAt(request, shares, units) >= request.Power);
        if (needed.IsComputed) needed = WithFewUnits(request, shares, needed);
        if (!needed.IsComputed) return new(needed.Reason);
        var perVariant = Array.ConvertAll(shares, share => Whole(needed.Value * (share / whole)));
        return new(StatisticsReason.Computed)
        {
            UnitsPerVariant = perVariant,
            Units = perVariant.Sum(),
            Days = request.UnitsPerDay > 0 ? Math.Ceiling(perVariant.Sum() / request.UnitsPerDay) : null,
            Procedure = Procedure(request, needed.Value * (shares[0] + SmallestTreatment(shares)) / whole),
        };
    }

    /// <summary>The reverse: the smallest increase that a number of units detects with the design's power.</summary>
    /// <param name="request">The design; its effect is ignored.</param>
    /// <param name="units">The units of all variants together.</param>
    /// <returns>The effect on the design's scale, or the reason why there is none. Throws only for null.</returns>
    public static Figure DetectableEffect(DesignRequest request, double units)
    {
        ArgumentNullException.ThrowIfNull(request);
        var shares = request.Shares.ToArray();
        if (!Shares.AreValid(shares)) return Figure.Refuse(StatisticsReason.InvalidShares);
        var (control, treatment) = Divide(shares, units);
        return PlanPower.DetectableEffect(
            request.Baseline, request.Power, request.Scale, control, treatment, Procedure(request, control + treatment));
    }

    internal static StatisticsReason Check(DesignRequest request, ReadOnlySpan<double> shares)
    {
        if (!Shares.AreValid(shares)) return StatisticsReason.InvalidShares;
        if (request.UnitsPerDay is not (>= 0 and <= Most)) return StatisticsReason.InvalidTraffic;
        var reason = PowerAnalysis.Check(request.Baseline, request.Scale, Procedure(request, 1));
        if (reason != StatisticsReason.Computed) return reason;
        if (!(request.Power > request.Alpha && request.Power < 1)) return StatisticsReason.InvalidPower;
        return PowerAnalysis.IsPossible(request.Baseline, request.MinimumDetectableEffect, request.Scale)
            ? StatisticsReason.Computed
            : StatisticsReason.InvalidEffect;
    }

    /// <summary>The power of the comparison of control with the smallest treatment.</summary>
    internal static double PowerAt(DesignRequest request, ReadOnlySpan<double> shares, double units)
    {
        var (control, treatment) = Divide(shares, units);
        return PlanPower.At(
            request.Baseline, request.MinimumDetectableEffect, request.Scale, control, treatment, Procedure(request, control + treatment));
    }

    /// <summary>With few units a fixed horizon needs more than the normal approximation says (<see cref="SmallSamplePower"/>).</summary>
    private static Figure WithFewUnits(DesignRequest request, double[] shares, Figure needed)
    {
        if (request.Method != AnalysisMethod.FixedHorizon) return needed;
        var (baseline, isCount) = (request.Baseline, request.Baseline.Kind == StatisticKind.Proportion);
        var (control, treatment) = Divide(shares, needed.Value);
        if (Math.Min(control, treatment) >= (isCount ? SmallSamplePower.FewCounts : SmallSamplePower.FewValues)) return needed;
        var treated = EffectSize.Apply(baseline.Mean, request.MinimumDetectableEffect, request.Scale);
        return Bisection.Smallest(needed.Value, units => units <= Most, units =>
        {
            var (nC, nT) = Divide(shares, units);
            return nC > 1 && nT > 1 && request.Power <= (isCount
                ? SmallSamplePower.OfCounts(baseline.Mean, treated, (long)Whole(nC), (long)Whole(nT), request.Alpha)
                : SmallSamplePower.OfMeans(baseline, treated - baseline.Mean, nC, nT, request.Alpha));
        });
    }

    private static TestProcedure Procedure(DesignRequest request, double compared) => request.Method == AnalysisMethod.Sequential
        ? TestProcedure.Sequential(request.TightestAt ?? compared, request.Alpha)
        : TestProcedure.FixedHorizon(request.Alpha);

    private static double Whole(double units) => Math.Max(2, Math.Ceiling(units - 1e-6));

    private static (double Control, double Treatment) Divide(ReadOnlySpan<double> shares, double units)
    {
        var whole = Shares.Sum(shares);
        return (units * (shares[0] / whole), units * (SmallestTreatment(shares) / whole));
    }

    private static double SmallestTreatment(ReadOnlySpan<double> shares)
    {
        var smallest = shares[1];
        foreach (var share in shares[2..]) smallest = Math.Min(smallest, share);
        return smallest;
    }
}
