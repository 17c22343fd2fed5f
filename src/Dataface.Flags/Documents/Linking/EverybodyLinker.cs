using Dataface.Flags.Documents.Conditions;
using Dataface.Flags.Documents.Reading;

namespace Dataface.Flags.Documents.Linking;

/// <summary>
/// Warns of rules of production that have conditions, and between them serve everybody all the same, such as <c>exists</c> over
/// the unit: what they serve begins at 100 %, past the limit that a rollout has. They are asked for synthetic contexts, before and after
/// each edge of a time window; the first whom no rule serves ends the search.
/// </summary>
internal sealed class EverybodyLinker(LinkScope scope)
{
    public const int Contexts = 10_000;

    /// <summary>To be called when the documents hold together.</summary>
    public void Check()
    {
        var compiler = new ConditionCompiler(scope.Segments, DateTimeOffset.MinValue);
        foreach (var (key, flag) in scope.Flags)
        {
            var policy = scope.FlagOwners[key].Policy;
            foreach (var (name, environment) in flag.Environments)
            {
                // A rule that says itself that it serves everybody is another warning's.
                if (!environment.Rules.Any(r => Serves(flag, r))
                    || environment.Rules.Any(r => Serves(flag, r) && ExposureRules.NamesNobody(r.When))) continue;
                if (!ProductionNames.Sound(name, policy.ProductionEnvironments) && !policy.ProductionEnvironments.Contains(name)) continue;
                if (ReachesEverybody(flag, environment, compiler)) Warn(flag, name);
            }
        }
    }

    private static bool Serves(FlagDefinition flag, RuleDefinition rule) => rule.Serve is { } variant && variant != flag.OffVariant;

    private bool ReachesEverybody(FlagDefinition flag, EnvironmentDefinition environment, ConditionCompiler compiler)
    {
        // Most rules name whom they are for, and need no contexts to be asked.
        if (!environment.Rules.Any(r => Serves(flag, r) && MayHoldForAll(r.When!)) && environment.Rules.Count(r => Serves(flag, r)) < 2)
        {
            return false;
        }

        AskedRule[] rules =
        [
            .. environment.Rules.Select(r => new AskedRule(r.When is null ? null : compiler.Compile(r.When), Serves(flag, r))),
        ];
        var people = new SyntheticContexts(environment.Rules.Select(r => r.When).OfType<Condition>(), scope.Segments, flag.BucketBy);
        return AllAreServed(rules, people) || WindowEdges.Of(rules.Select(r => r.When)).All.Any(e => AllAreServed(At(e, rules), people));
    }

    /// <summary>The rules when a time window has opened or closed.</summary>
    private static AskedRule[] At(DateTimeOffset instant, AskedRule[] rules)
    {
        var clock = new WindowClock(instant);
        return Array.ConvertAll(rules, rule => rule.When is { } when ? rule with { When = clock.Set(when) } : rule);
    }

    private static bool AllAreServed(AskedRule[] rules, SyntheticContexts people)
    {
        for (var i = 0; i < Contexts; i++)
        {
            if (!IsServed(rules, people.Make(i))) return false;
        }

        return true;
    }

    private static bool IsServed(AskedRule[] rules, EvaluationContext context)
    {
        var (trace, cursor) = (default(Untraced), default(AttributeCursor));
        foreach (var (condition, serves) in rules)
        {
            if (condition is null || ConditionEvaluator.Matches(condition, context, ref cursor, ref trace)) return serves;
        }

        return false;
    }

    private bool MayHoldForAll(Condition condition) => condition switch
    {
        AllCondition all => all.Conditions.All(MayHoldForAll),
        AnyCondition any => any.Conditions.Count > 1 || any.Conditions.Any(MayHoldForAll),
        NotCondition => true,
        SegmentCondition segment => MayHoldForAll(scope.Segments[segment.Segment]),
        AttributeCondition { Operator: ConditionOperator.In or ConditionOperator.EqualTo, Operand.Booleans: null } => false,
        _ => true,
    };

    private void Warn(FlagDefinition flag, string environment) => scope.InFlag(
        ProblemCode.ServedToEverybody, ProblemSeverity.Warning, flag.Key,
            JsonPath.Root["flags"][flag.Key]["environments"][environment]["rules"],
        $"The rules have conditions, but serve all of {Contexts} synthetic contexts in "
        + $"'{environment}': they may reach everybody at once, unwatched.",
        "Name whom a rule is for, such as with \"in\", or give it a rollout with a ramp instead of 'serve'.");

    private sealed record AskedRule(CompiledCondition? When, bool Serves);
}
