using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Conditions;
using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Tests.Evaluating;

[TestFixture]
internal sealed class RuleRunTests
{
    private const int Runs = 400;

    private static readonly string[] Texts = ["", "DE", "AT", "de", "a longer text", "1"];
    private static readonly DocumentNumber[] Numbers = [0, 1, 2.5, 9007199254740992, 9007199254740993, 1e300];

    private static readonly EvaluationContext[] Contexts =
    [
        EvaluationContext.Empty,
        .. Texts.Select(text => EvaluationContext.Empty.With("a", text).With("b", "DE")),
        .. Texts.Select(text => EvaluationContext.Empty.With("b", text)),
        .. new[] { 0L, 1, 2, 9007199254740992, 9007199254740993 }
            .Select(number => EvaluationContext.Empty.With("b", true).With("a", number)),
        .. new[] { -0.0, 1.0, 2.5, 9007199254740992.0, 1e300, double.NaN, double.PositiveInfinity }
            .Select(number => EvaluationContext.Empty.With("a", number)),
        EvaluationContext.Empty.WithList("a", ["x", "AT", "DE"]), EvaluationContext.Empty.WithList("a", []),
        EvaluationContext.Empty.With("a", false), EvaluationContext.Empty.With("a", DateTimeOffset.UnixEpoch),
    ];

    [Test, Rule("the first rule that matches decides, whether rules are looked up or asked one by one")]
    public void Evaluate_AnyRules_PicksTheRuleThatTheExplanationNames()
    {
        for (var seed = 0; seed < Runs; seed++)
        {
            var random = new Random(seed);
            RuleDefinition[] rules = [.. Enumerable.Range(0, random.Next(1, 25)).Select(i =>
                new RuleDefinition { Name = $"r{i}", When = Condition(random), Serve = "on" })];
            var document = new FlagDocument
            {
                Flags = new Dictionary<string, FlagDefinition> { ["f"] = Given.Flag("f", new() { Rules = rules }) },
                Segments = new Dictionary<string, Condition> { ["s"] = Equality(random, "a") },
            };
            var snapshot = Given.Snapshot(document);
            foreach (var context in Contexts)
            {
                Assert.That(snapshot.Evaluate("f", context).Rule, Is.EqualTo(snapshot.Explain("f", context).Rule),
                    $"seed {seed}, {context}");
            }
        }
    }

    [Test]
    public void Find_RulesThatAskForEqualityOfOneAttribute_AreOneRun()
    {
        var snapshot = Given.Snapshot(Given.Flag("f", new() { Rules = [.. Enumerable.Range(0, 1_000).Select(Rule)], Serve = "off" }));
        var runs = snapshot.Find("f")!.Gates!.Runs!;
        Assert.That(runs[0]!.End, Is.EqualTo(1_000));
        Assert.That(runs.Count(run => run is not null), Is.EqualTo(1));
        Assert.That(snapshot.Evaluate("f", EvaluationContext.Empty.With("tenant", "t999")).Rule, Is.EqualTo("r999"));

        static RuleDefinition Rule(int i) => new()
        {
            Name = $"r{i}",
            When = Given.Text("tenant", ConditionOperator.EqualTo, $"t{i}"),
            Serve = "on",
        };
    }

    [Test, Rule("a value that can never match is told, whether rules are looked up or asked one by one")]
    public void Evaluate_RunAskedForAnotherType_CountsTheMismatch()
    {
        var snapshot = Given.Snapshot(Given.Flag("f", new() { Rules = [.. Enumerable.Range(0, 10).Select(Rule)], Serve = "off" }));
        var mismatches = snapshot.Find("f")!.Gates!.Mismatches!;
        snapshot.IsEnabled("f", EvaluationContext.Empty.With("tenant", "t99"));
        snapshot.IsEnabled("f", EvaluationContext.Empty);
        Assert.That(mismatches.Read(0), Is.Zero, "text that is in no rule, and no text");
        snapshot.IsEnabled("f", EvaluationContext.Empty.With("tenant", 5L));
        Assert.That(mismatches.Read(0), Is.EqualTo(1), "a number");

        static RuleDefinition Rule(int i) => new()
        {
            Name = $"r{i}",
            When = Given.Text("tenant", ConditionOperator.EqualTo, $"t{i}"),
            Serve = "on",
        };
    }

    [Test, Rule("membership of texts is ordinal, whatever the list")]
    public void Contains_AnyTexts_IsThatOfTheList()
    {
        string[] pool =
            ["", "a", "b", "ab", "ba", "aXb", "aYb", "axb", "DE", "de", "Ä", "A\u0308", "user-0001", "user-0002", "user-1001", "\0", "aa"];
        for (var seed = 0; seed < Runs; seed++)
        {
            var random = new Random(seed);
            string[] list = [.. Enumerable.Range(0, random.Next(40)).Select(_ => pool[random.Next(pool.Length)])];
            var set = new TextSet(list);
            foreach (var text in pool) Assert.That(set.Contains(text), Is.EqualTo(list.Contains(text)),
                $"'{text}' in [{string.Join(", ", list)}]");
        }
    }

    private static Condition? Condition(Random random) => random.Next(14) switch
    {
        0 => Given.Text(random.Next(2) == 0 ? "a" : "b", ConditionOperator.NotIn, Pick(random, Texts)),
        1 => Given.Text("a", ConditionOperator.StartsWith, "a"),
        2 => new SegmentCondition("s"),
        3 => new AnyCondition([Equality(random, "a")]),
        4 => new AllCondition([Equality(random, "a"), Equality(random, "b")]),
        5 => new NotCondition(new NotCondition(Equality(random, "b"))),
        6 => new AttributeCondition("a", ConditionOperator.EqualTo, new() { Booleans = [false] }),
        7 => Equality(random, "b"),
        _ => Equality(random, "a"),
    };

    private static Condition Equality(Random random, string attribute)
    {
        var comparison = random.Next(2) == 0 ? ConditionOperator.In : ConditionOperator.EqualTo;
        return random.Next(3) == 0
            ? Given.Number(attribute, comparison, Pick(random, Numbers))
            : Given.Text(attribute, comparison, Pick(random, Texts));
    }

    private static T[] Pick<T>(Random random, T[] pool) =>
        [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => pool[random.Next(pool.Length)])];
}
