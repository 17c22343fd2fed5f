using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Design;

/// <summary>
/// How many units it takes to show that a guardrail's limit holds when the change does no harm (non-inferiority; Chow, Shao and Wang 2008,
/// "Sample Size Calculations in Clinical Research", 3.2 and 4.2): the power is Φ(d/se − c), d the distance of the truth from the limit and
/// c the critical value of the very sequential test that decides. For the smallest treatment.
/// </summary>
internal sealed record MarginPlan
{
    /// <summary>More than there are people.</summary>
    private const double Most = 1e11;

    public required GateRule Rule { get; init; }

    /// <summary>The units of all variants together, or why that cannot be said.</summary>
    public required Figure Units { get; init; }

    /// <summary>Whole days of the designed traffic; null where there are no units, or no traffic.</summary>
    public double? Days { get; init; }

    /// <summary>The units that come before the end as designed; null without an end.</summary>
    public double? Expected { get; init; }

    /// <summary>The limit that those can show, in the rule's scale; null where that cannot be said.</summary>
    public double? Reachable { get; init; }

    /// <summary>Whether the units that come are too few.</summary>
    public bool IsShort => Units.IsComputed && Expected < Units.Value;

    /// <summary>One for each guardrail that has to be shown.</summary>
    public static IReadOnlyList<MarginPlan> All(ExperimentDefinition experiment) =>
        [.. experiment.Gates.Select(rule => Find(experiment, rule)).OfType<MarginPlan>()];

    /// <summary>That of one rule; null for a rule that nothing has to be shown of.</summary>
    public static MarginPlan? Find(ExperimentDefinition experiment, GateRule rule) =>
        rule.Role == GateRole.Guardrail && rule.IsProof ? Of(experiment, rule) : null;

    public override string ToString() => MarginText.Of(this);

    private static MarginPlan Of(ExperimentDefinition experiment, GateRule rule)
    {
        var (design, calculation) = (experiment.Design, MarginPower.Of(experiment, rule));
        if (calculation is not { } power) return new() { Rule = rule, Units = Figure.Refuse(StatisticsReason.NoData) };
        var needed = power.Reason != StatisticsReason.Computed
            ? Figure.Refuse(power.Reason) : Bisection.Smallest(8, units => units <= Most, units => power.At(units) >= design.Power);
        var units = needed.IsComputed ? Figure.Of(Math.Ceiling(needed.Value - 1e-6)) : needed;
        var each = design.Traffic * design.Exposure;
        var days = design is { Start: { } start, End: { } end } ? end.DayNumber - start.DayNumber : 0;
        var expected = each > 0 && days > 0 ? each * days : (double?)null;
        return new()
        {
            Rule = rule,
            Units = units,
            Days = units.IsComputed && each > 0 ? Math.Ceiling(units.Value / each) : null,
            Expected = expected,
            Reachable = expected is { } come ? power.ReachableWith(come, design.Power) : null,
        };
    }
}
