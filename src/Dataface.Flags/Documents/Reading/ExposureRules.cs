using Dataface.Flags.Values;

namespace Dataface.Flags.Documents.Reading;

/// <summary>The safety rules of exposing users: production is ramped, and prices change for a named cohort only.</summary>
internal sealed class ExposureRules(DocumentScope scope, FlagKind kind, string off, string environment)
{
    private const int HintMilliPercent = 5_000;

    private readonly bool _isProduction = scope.Policy.ProductionEnvironments.Contains(environment, StringComparer.Ordinal);

    /// <summary>Whether a condition holds for everybody, at least for a time, since it asks for nothing but the time.</summary>
    public static bool NamesNobody(Condition? when) => when switch
    {
        null or WindowCondition => true,
        NotCondition not => AsksTimeOnly(not.Inner),
        AllCondition all => all.Conditions.Count > 0 && all.Conditions.All(NamesNobody),
        AnyCondition any => any.Conditions.Any(NamesNobody),
        _ => false,
    };

    /// <summary>What to write for those whom a condition holds for, such that none of these rules is broken.</summary>
    public string Hint(IReadOnlyList<Variant> variants, Condition? when)
    {
        var share = Percentage.Text(Math.Min(HintMilliPercent, scope.Policy.MaxUnrampedMilliPercent));
        if (kind == FlagKind.Pricing && !NamesCohort(when))
            return $"Write \"serve\": \"{off}\"; only a rule for a segment may change a price.";
        var others = variants.Where(v => v.Name != off).ToArray();
        var split = others.Length > 1 ? ", " + RolloutReader.SplitHint(others) : "";
        var rollout = $"\"rollout\": {{ \"percent\": {share}{split} }}";
        if (_isProduction && NamesNobody(when)) return $"Write {rollout}.";
        var variant = others.FirstOrDefault()?.Name ?? "on";
        return $"Write \"serve\": \"{variant}\" for everybody who matches, or {rollout} for a share of them.";
    }

    public void CheckRollout(int node, RolloutDefinition rollout, Condition? when)
    {
        CheckCohort(node, when);
        var limit = scope.Policy.MaxUnrampedMilliPercent;

        // An imported rollout goes on where its users are: to begin anew would take the feature from them.
        if (rollout.Ramp?.StartAtMilliPercent is not null) return;
        if (rollout.MilliPercent <= limit || rollout.Ramp?.StepsMilliPercent[0] <= limit) return;
        if (!_isProduction)
        {
            WarnOfName(node, $"A rollout above {Percentage.Text(limit)} % without a ramp that begins at or below that is accepted");
            return;
        }

        scope.Error(
            ProblemCode.RampMissing, node,
            $"A rollout above {Percentage.Text(limit)} % in '{environment}' needs a ramp that begins at or below that.",
            $"Add \"ramp\": {{ \"steps\": {RampHint.Steps(scope.Policy, rollout.MilliPercent)} }} beside 'percent', or lower 'percent'.");
    }

    public void CheckServe(int node, string variant, Condition? when)
    {
        if (variant == off) return;
        CheckCohort(node, when);
        if (!NamesNobody(when)) return;
        if (!_isProduction)
        {
            WarnOfName(node, $"'{variant}' is served to everybody at once");
            return;
        }

        if (kind is FlagKind.Experiment or FlagKind.Pricing)
        {
            scope.Error(
                ProblemCode.ServedToEverybodyRefused, node,
                $"'{variant}' would be served to everybody in '{environment}', which leaves nothing to compare with.",
                "Use a rollout with a ramp, or a rule with a condition.");
            return;
        }

        scope.Warning(
            ProblemCode.ServedToEverybody, node, $"'{variant}' is served to everybody in '{environment}' at once, unwatched.",
            "Use a rollout with a ramp; when it has been at 100 % for a while, remove the flag.");
    }

    /// <summary>
    /// The rules of production are for the environments that the policy names; one that only sounds like it escapes them.
    /// </summary>
    private void WarnOfName(int node, string what)
    {
        if (!ProductionNames.Sound(environment, scope.Policy.ProductionEnvironments)) return;
        scope.Warning(
            ProblemCode.LooksLikeProduction, node,
                $"{what} in '{environment}', which sounds like production, but the policy does not list it as production.",
            $"Begin at or below {Percentage.Text(scope.Policy.MaxUnrampedMilliPercent)} %, or name it in "
            + $"DocumentPolicy.ProductionEnvironments, which makes this an error.");
    }

    private void CheckCohort(int node, Condition? when)
    {
        if (kind != FlagKind.Pricing || NamesCohort(when)) return;
        scope.Error(
            ProblemCode.CohortMissing, node, "A pricing flag must confine itself to a named segment.",
            "Put this into a rule whose 'when' is { \"segment\": \"name\" }, or an \"all\" with one.");
    }

    private static bool AsksTimeOnly(Condition condition) => condition switch
    {
        WindowCondition => true,
        NotCondition not => AsksTimeOnly(not.Inner),
        AllCondition all => all.Conditions.Count > 0 && all.Conditions.All(AsksTimeOnly),
        AnyCondition any => any.Conditions.Count > 0 && any.Conditions.All(AsksTimeOnly),
        _ => false,
    };

    private static bool NamesCohort(Condition? when) =>
        when is SegmentCondition || (when is AllCondition all && all.Conditions.Any(NamesCohort));
}
