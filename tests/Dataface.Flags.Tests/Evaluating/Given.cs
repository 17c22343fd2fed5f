using System.Text.Json;
using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Evaluating.Counting;
using Dataface.Flags.Serving;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Evaluating;

/// <summary>Definitions and snapshots in few words.</summary>
internal static class Given
{
    public static readonly DateOnly Today = new(2026, 11, 20);

    /// <summary>Noon of <see cref="Today"/>.</summary>
    public static readonly DateTimeOffset Now = new(Today, new TimeOnly(12, 0), TimeSpan.Zero);

    public static Variant[] OffOn { get; } = [Variant("off", "false"), Variant("on", "true")];

    public static Variant Variant(string name, string json) => new(name, JsonElement.Parse(json));

    public static FlagDefinition Flag(string key, EnvironmentDefinition? production = null) => new()
    {
        Key = key,
        Owner = "team",
        Created = new DateOnly(2026, 11, 1),
        Expires = new DateOnly(2027, 2, 1),
        Variants = OffOn,
        OffVariant = "off",
        BucketBy = "userId",
        Salt = key,
        Environments = production is null
            ? new Dictionary<string, EnvironmentDefinition>()
            : new Dictionary<string, EnvironmentDefinition> { ["production"] = production },
    };

    public static EnvironmentDefinition Serve(string variant) => new() { Serve = variant };

    public static EnvironmentDefinition Rollout(int milli, params SplitWeight[] split) =>
        new()
        {
            Rollout = new RolloutDefinition { Percent = milli / 1000m, Split = split.Length == 0 ? [new SplitWeight("on", 1)] : split },
        };

    public static EnvironmentDefinition When(Condition condition, string serve = "on") =>
        new() { Rules = [new RuleDefinition { Name = "rule", When = condition, Serve = serve }] };

    public static Condition Text(string attribute, ConditionOperator comparison, params string[] operands) =>
        new AttributeCondition(attribute, comparison, new ConditionOperand { Strings = operands });

    public static Condition Number(string attribute, ConditionOperator comparison, params DocumentNumber[] operands) =>
        new AttributeCondition(attribute, comparison, new ConditionOperand { Numbers = operands });

    public static FlagSnapshot Snapshot(params FlagDefinition[] flags) =>
        Snapshot(new FlagDocument { Flags = flags.ToDictionary(f => f.Key) });

    public static FlagSnapshot Snapshot(
        FlagDocument document, Func<string, bool>? isKilled = null, DateOnly? today = null, DateTimeOffset? now = null)
    {
        var source = new FlagSource("test", "r1");
        var (counters, marks) = (new CounterRegistry(), new KillMarks());
        var compiled = new FlagCompiler(document, "production", _ => source, counters, marks, now ?? Now).Compile("r1");
        return new FlagSnapshot(
            compiled, StateOverlay.Apply(compiled, isKilled ?? (_ => false), FlagState.Empty, null, today ?? Today), isReady: true, []);
    }
}
