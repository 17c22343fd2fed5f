using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Experiments.Design;

/// <summary>The power of one guardrail's test when the change does no harm.</summary>
/// <param name="Baseline">The metric today.</param>
/// <param name="Rule">The guardrail.</param>
/// <param name="Control">Control's share of all units.</param>
/// <param name="Treatment">The smallest treatment's.</param>
/// <param name="Procedure">The test that decides.</param>
internal sealed record MarginPower(MetricBaseline Baseline, GateRule Rule, double Control, double Treatment, TestProcedure Procedure)
{
    /// <summary>Null where nothing is known of the metric before the experiment.</summary>
    public static MarginPower? Of(ExperimentDefinition experiment, GateRule rule)
    {
        var metric = experiment.Metrics.FirstOrDefault(m => m.Name == rule.Metric);
        if (metric is null || DesignRequests.Baseline(metric) is not { } baseline) return null;
        var (weights, rules) = (experiment.Design.Weights, DesignRequests.GuardedRules(experiment));
        var (whole, smallest) = (weights.Sum(), weights.Skip(1).Min());
        var alpha = experiment.Design.Alpha / Math.Max(1, rules * experiment.Design.Treatments.Count);
        var procedure = TestProcedure.Sequential(TightestAt(experiment, (weights[0] + smallest) / whole), alpha);
        return new(baseline, rule, weights[0] / whole, smallest / whole, procedure);
    }

    private bool IsRelative => Rule.Statistic is GateStatistic.LiftLower or GateStatistic.LiftUpper;

    /// <summary>A limit on the good side of nothing asks for an improvement, and cannot be shown where there is none.</summary>
    public StatisticsReason Reason =>
        PowerAnalysis.Check(Baseline, IsRelative ? EffectScale.Relative : EffectScale.Absolute, Procedure) is var reason
            and not StatisticsReason.Computed ? reason
        : Rule.Threshold != 0 && Rule.IsAbove == (Rule.Threshold < 0) ? StatisticsReason.Computed : StatisticsReason.Unreachable;

    public double At(double units) =>
        Normal.CDF(0, 1, (Math.Abs(Rule.Threshold) * (IsRelative ? Baseline.Mean : 1) / Error(units)) - Critical(units));

    /// <summary>The limit whose power so many units give, in the rule's scale.</summary>
    public double? ReachableWith(double units, double power) => Reason == StatisticsReason.Computed
        ? (Critical(units) + Normal.InvCDF(0, 1, power)) * Error(units) / (IsRelative ? Baseline.Mean : 1) * Math.Sign(Rule.Threshold)
        : null;

    private double Critical(double units) => PowerAnalysis.CriticalScore(units * (Control + Treatment), Procedure);

    private double Error(double units)
    {
        var factor = IsRelative ? 1 + Rule.Threshold : 1;
        return Math.Sqrt((Baseline.Variance / (units * Treatment)) + (factor * factor * Baseline.Variance / (units * Control)));
    }

    /// <summary>As guardrails are tested: tightest at the plan of the first success metric, or else at all expected units.</summary>
    private static double TightestAt(ExperimentDefinition experiment, double compared)
    {
        var plans = experiment.SuccessMetrics.Select(m => DesignRequests.Of(experiment, m)).OfType<DesignRequest>().Select(SampleSize.Plan);
        if (plans.FirstOrDefault(plan => plan.IsComputed) is { } planned) return planned.Units * compared;
        var design = experiment.Design;
        var days = design is { Start: { } start, End: { } end } ? end.DayNumber - start.DayNumber : ExperimentPolicy.Default.MaxDays;
        return Math.Max(2, design.Traffic * design.Exposure * days * compared);
    }
}
