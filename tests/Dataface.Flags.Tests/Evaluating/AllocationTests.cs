using System.Text.Json.Serialization;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Tests.Evaluating;

/// <summary>An evaluation allocates nothing, whatever the flag, the rule, the context and the number of threads.</summary>
[TestFixture, NonParallelizable]
internal sealed partial class AllocationTests
{
    private const int Evaluations = 2_000;

    private static readonly EvaluationContext Everything = EvaluationContext.ForUser("user-42")
        .With("text", "hello world").With("version", "1.5.0-rc.1").With("integer", 42L).With("number", 4.2).With("boolean", true)
        .With("instant", new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)).WithList("list", ["a", "b", "hello"])
        .WithList("numbers", [7, 4.2m, 42])
        .With("when", "2026-12-01T00:00:00Z")
        .WithPrivate("email", "a@b.example");

    private static readonly string[] Attributes = ["text", "version", "integer", "number", "boolean", "instant", "list", "numbers", "when",
        "email", "absent", "userId"];

    private static IEnumerable<TestCaseData> Operators =>
        Enum.GetValues<ConditionOperator>()
            .SelectMany(comparison => OperandsOf(comparison)
                .Select((operand, i) => new TestCaseData(comparison, operand).SetArgDisplayNames($"{comparison} {i}")));

    [TestCaseSource(nameof(Operators)), Rule("an evaluation never allocates")]
    public void Evaluate_EveryOperatorOverEveryType_AllocatesNothing(ConditionOperator comparison, ConditionOperand operand)
    {
        foreach (var attribute in Attributes)
        {
            var snapshot = Given.Snapshot(Given.Flag("f", Given.When(new AttributeCondition(attribute, comparison, operand))));
            AssertNothing(() => snapshot.IsEnabled("f", Everything), $"{attribute} {comparison}");
        }
    }

    [Test, Rule("an evaluation never allocates")]
    public void Evaluate_EveryKindOfFlagAndOutcome_AllocatesNothing()
    {
        var document = Document();
        var snapshot = Given.Snapshot(document, key => key == "killed");
        foreach (var key in document.Flags.Keys.Append("no such flag"))
        {
            foreach (var context in new[] { null, EvaluationContext.Empty, Everything, EvaluationContext.ForUser("user-43") })
            {
                var (boolean, text, number, integer) = (FlagKey.Of(key), FlagKey.Of(key, ""), FlagKey.Of(key, 0.0), FlagKey.Of(key, 0L));
                var theme = FlagKey.Of(key, Theme.Plain, ThemeJson.Default.Theme);
                AssertNothing(() => snapshot.IsEnabled(key, context), $"{key} by text");
                AssertNothing(() => snapshot.EvaluateString(key, "", context), $"{key} by text, as text");
                AssertNothing(() => snapshot.EvaluateNumber(key, 0, context), $"{key} by text, as a number");
                AssertNothing(() => snapshot.EvaluateVariant(key, context), $"{key} by text, its variant");
                AssertNothing(() => snapshot.Evaluate(boolean, context), $"{key} by handle");
                AssertNothing(() => snapshot.Evaluate(text, context), $"{key} by handle, text");
                AssertNothing(() => snapshot.Evaluate(number, context), $"{key} by handle, number");
                AssertNothing(() => snapshot.Evaluate(integer, context), $"{key} by handle, integer");
                AssertNothing(() => snapshot.Evaluate(theme, context), $"{key} by handle, object");
            }
        }
    }

    private static FlagDocument Document()
    {
        var text = Given.Text("text", ConditionOperator.Contains, "hello");
        var flags = new[]
        {
            Given.Flag("none"),
            Given.Flag("served", Given.Serve("on")),
            Given.Flag("killed", Given.Serve("on")),
            Given.Flag("expired", Given.Serve("on")) with { Expires = Given.Today },
            Given.Flag("half", Given.Rollout(50_000)),
            Given.Flag("ramp", new() { Rules = [],
                Rollout = new RolloutDefinition { Percent = 100, Split = [new("on", 1)], Ramp = new RampDefinition
            {
                StepsPercent = [5, 100],
                Hold = TimeSpan.FromHours(1),
            } } }),
            Given.Flag("split", Given.Rollout(100_000, new("off", 3), new("on", 1))),
            Given.Flag("layered", Given.Rollout(50_000)) with { Layer = new() { Name = "checkout", FromPercent = 0, ToPercent = 50 } },
            Given.Flag("requires", Given.Rollout(50_000)) with { Requires = [new("served", "on"), new("half", "on")] },
            Given.Flag("rules",
                Given.When(new AllCondition([new AnyCondition([new NotCondition(text), new SegmentCondition("greeters")]), text]))),
            Given.Flag("window", Given.When(new AllCondition([new WindowCondition(Given.Now, null), new SegmentCondition("greeters")]))),
            Given.Flag("bySession", Given.Rollout(50_000)) with { BucketBy = "session" },
            Given.Flag("byInteger", Given.Rollout(50_000)) with { BucketBy = "integer" },
            Given.Flag("byBoolean", Given.Rollout(50_000)) with { BucketBy = "boolean" },
            Typed("texts", "\"a\"", "\"b\""), Typed("numbers", "1", "2.5"), Typed("integers", "1", "2"),
            Typed("objects", """{ "Color": "red" }""", """{ "Color": "blue" }"""),
        };
        return new() { Flags = flags.ToDictionary(f => f.Key), Segments = new Dictionary<string, Condition> { ["greeters"] = text } };
    }

    private static FlagDefinition Typed(string key, string off, string on) =>
        Given.Flag(key, Given.Rollout(50_000)) with { Variants = [Given.Variant("off", off), Given.Variant("on", on)] };

    private static IEnumerable<ConditionOperand> OperandsOf(ConditionOperator comparison) => comparison switch
    {
        ConditionOperator.In or ConditionOperator.NotIn =>
        [
            new() { Strings = ["a", "hello world"] }, new() { Strings = [.. Enumerable.Range(0, 100).Select(i => $"x{i}"), "hello world"] },
            new() { Numbers = [42, 4.2] }, new() { Numbers = [.. Enumerable.Range(0, 100), 4.2] }, new() { Booleans = [true, false] },
        ],
        ConditionOperator.EqualTo => [new() { Strings = ["hello world"] }, new() { Numbers = [42] }, new() { Booleans = [true] }],
        ConditionOperator.StartsWith or ConditionOperator.EndsWith or ConditionOperator.Contains => [new() { Strings = ["hello"] }],
        ConditionOperator.Matches => [new() { Strings = ["^h.*[a-z]+d$"] }, new() { Strings = ["(?i)WORLD"] }],
        ConditionOperator.LessThan or ConditionOperator.AtMost or ConditionOperator.GreaterThan or ConditionOperator.AtLeast =>
            [new() { Numbers = [42] }],
        ConditionOperator.Before or ConditionOperator.After =>
            [new() { Instant = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero) }],
        ConditionOperator.Semver => [new() { Strings = [">=1.2.0 <2.0.0 || 3.0.0"] }],
        ConditionOperator.Exists => [new() { Boolean = true }, new() { Boolean = false }],
        _ => throw new NotSupportedException($"Give {comparison} a case here."),
    };

    private static void AssertNothing(Action evaluate, string what)
    {
        Allocations.AssertNone(evaluate, Evaluations, what);
        Allocations.AssertNoneInThreads(evaluate, Evaluations, $"{what}, in threads");
    }

    internal sealed record Theme(string Color)
    {
        public static readonly Theme Plain = new("grey");
    }

    [JsonSerializable(typeof(Theme))]
    internal sealed partial class ThemeJson : JsonSerializerContext;
}
