using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Documents.Reading;

/// <summary>The words of the format.</summary>
internal static class ExperimentWords
{
    public static readonly YamlChoice<ExperimentType> Types = new(
        ("feature", ExperimentType.Feature), ("ux_copy", ExperimentType.UxCopy), ("pricing", ExperimentType.Pricing),
        ("performance", ExperimentType.Performance), ("onboarding", ExperimentType.Onboarding));

    public static readonly YamlChoice<ExperimentStatus> Statuses = new(
        ("draft", ExperimentStatus.Draft), ("approved", ExperimentStatus.Approved), ("running", ExperimentStatus.Running),
        ("decided", ExperimentStatus.Decided), ("cleaned_up", ExperimentStatus.CleanedUp));

    public static readonly YamlChoice<SignOffRole> Roles = new(("business", SignOffRole.Business), ("security", SignOffRole.Security));

    public static readonly YamlChoice<TestKind> Tests = new(("sequential", TestKind.Sequential), ("fixed", TestKind.Fixed));

    public static readonly YamlChoice<MetricKind> Kinds = new(
        ("conversion", MetricKind.Conversion), ("engagement", MetricKind.Engagement), ("retention", MetricKind.Retention),
        ("ratio", MetricKind.Ratio), ("error_rate", MetricKind.ErrorRate), ("latency", MetricKind.Latency));

    public static readonly YamlChoice<MetricDirection> Directions =
        new(("increase", MetricDirection.Increase), ("decrease", MetricDirection.Decrease));

    public static readonly YamlChoice<MetricBasis> Bases = new(("unit", MetricBasis.Unit), ("total", MetricBasis.Total));

    public static readonly YamlChoice<GateStatistic> Statistics = new(
        ("lift", GateStatistic.Lift), ("lift_lower", GateStatistic.LiftLower), ("lift_upper", GateStatistic.LiftUpper),
        ("difference", GateStatistic.Difference), ("difference_lower", GateStatistic.DifferenceLower),
        ("difference_upper", GateStatistic.DifferenceUpper),
        ("value", GateStatistic.Value));

    public static readonly YamlChoice<GateComparison> Comparisons = new(
        ("above", GateComparison.Above), ("at_least", GateComparison.AtLeast), ("below", GateComparison.Below),
        ("at_most", GateComparison.AtMost));

    public static readonly YamlChoice<GateRole> GateRoles = new(
        ("success", GateRole.Success), ("guardrail", GateRole.Guardrail), ("failure", GateRole.Failure));

    /// <summary>The word for a recommendation that is no verdict.</summary>
    public const string Wait = "wait";

    public static readonly YamlChoice<Verdict> Verdicts = new(("ship", Verdict.Ship), ("iterate", Verdict.Iterate), ("kill", Verdict.Kill));

    /// <summary>The word for what was recommended.</summary>
    public static string Recommended(Verdict? verdict) => verdict is { } known ? Verdicts[known] : Wait;
}
