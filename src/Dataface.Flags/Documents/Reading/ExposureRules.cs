namespace Dataface.Flags.Documents.Reading;

/// <summary>The safety rules of exposing users: production is ramped, and prices change for a named cohort only.</summary>
internal sealed class ExposureRules(DocumentScope scope, FlagKind kind, string off, string environment)
{
    private readonly bool _isProduction = scope.Policy.ProductionEnvironments.Contains(environment, StringComparer.Ordinal);

    public void CheckRollout(int node, RolloutDefinition rollout, Condition? when)
    {
        CheckCohort(node, when);
        var limit = scope.Policy.MaxUnrampedMilliPercent;
        if (!_isProduction || rollout.MilliPercent <= limit || rollout.Ramp?.StepsMilliPercent[0] <= limit) return;
        scope.Error(
            ProblemCode.RampMissing, node, $"A rollout above {PercentText.Of(limit)} % in '{environment}' needs a ramp that begins at or below that.",
            "Add \"ramp\": { \"steps\": [1, 5, 25, 50] } beside 'percent', or lower 'percent'.");
    }

    public void CheckServe(int node, string variant, Condition? when)
    {
        if (variant == off) return;
        CheckCohort(node, when);
        if (!_isProduction || when is not null) return;
        if (kind is FlagKind.Experiment or FlagKind.Pricing)
        {
            scope.Error(
                ProblemCode.ServedToEverybodyRefused, node, $"'{variant}' would be served to everybody in '{environment}', which leaves nothing to compare with.",
                "Use a rollout with a ramp, or a rule with a condition.");
            return;
        }

        scope.Warning(
            ProblemCode.ServedToEverybody, node, $"'{variant}' is served to everybody in '{environment}' at once, unwatched.",
            "Use a rollout with a ramp; when it has been at 100 % for a while, remove the flag.");
    }

    private void CheckCohort(int node, Condition? when)
    {
        if (kind != FlagKind.Pricing || NamesCohort(when)) return;
        scope.Error(
            ProblemCode.CohortMissing, node, "A pricing flag must confine itself to a named segment.",
            "Put this into a rule whose 'when' is { \"segment\": \"name\" }, or an \"all\" with one.");
    }

    private static bool NamesCohort(Condition? when) =>
        when is SegmentCondition || (when is AllCondition all && all.Conditions.Any(NamesCohort));
}
