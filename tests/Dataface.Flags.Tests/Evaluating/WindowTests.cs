using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Serving;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Tests.Evaluating;

/// <summary>A time window is a condition that holds from one instant until another.</summary>
[TestFixture]
internal sealed class WindowTests
{
    private static readonly DateTimeOffset From = new(2027, 2, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2027, 2, 8, 9, 0, 0, TimeSpan.Zero);
    private static readonly EvaluationContext User = EvaluationContext.ForUser("user-42").With("country", "DE");

    [TestCase(true, true, -1, false)]
    [TestCase(true, true, 0, true)]
    [TestCase(true, true, 7 * 86_400 - 1, true)]
    [TestCase(true, true, 7 * 86_400, false)]
    [TestCase(true, false, -1, false)]
    [TestCase(true, false, 7 * 86_400, true)]
    [TestCase(false, true, -1, true)]
    [TestCase(false, true, 7 * 86_400, false)]
    public void IsEnabled_Window_HoldsFromItsBeginUntilBeforeItsEnd(bool hasBegin, bool hasEnd, int seconds, bool isOn)
    {
        var window = new WindowCondition(hasBegin ? From : null, hasEnd ? Until : null);
        Assert.That(At(From.AddSeconds(seconds), window).IsEnabled("f", User), Is.EqualTo(isOn));
        Assert.That(At(From.AddSeconds(seconds), new NotCondition(window)).IsEnabled("f", User), Is.EqualTo(!isOn));
    }

    [TestCase(-1, "from 2027-02-01T09:00:00Z until 2027-02-08T09:00:00Z; the window opens at 2027-02-01T09:00:00Z", false)]
    [TestCase(0, "from 2027-02-01T09:00:00Z until 2027-02-08T09:00:00Z; the window is open until 2027-02-08T09:00:00Z", true)]
    [TestCase(7, "from 2027-02-01T09:00:00Z until 2027-02-08T09:00:00Z; the window ended at 2027-02-08T09:00:00Z", false)]
    public void Explain_Window_SaysWhetherItIsOpen(int days, string text, bool holds)
    {
        var step = At(From.AddDays(days), new WindowCondition(From, Until)).Explain("f", User).Steps[0].Steps.Single();
        Assert.That(step.Text, Is.EqualTo(text));
        Assert.That(step.Holds, Is.EqualTo(holds));
    }

    [Test]
    public void Explain_WindowWithoutAnEnd_IsJustOpen() => Assert.That(
        At(From, new WindowCondition(From, null)).Explain("f", User).Steps[0].Steps.Single().Text,
        Is.EqualTo("from 2027-02-01T09:00:00Z; the window is open"));

    [Test, Rule("a window is open from its begin until before its end")]
    public void Evaluate_RandomConditionsAtRandomInstants_AnswersAsTheNaiveReading() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new System.Random(seed);
            var segments = new Dictionary<string, Condition> { ["s"] = Make(random, 2, hasSegments: false) };
            var flags = Enumerable.Range(0, 3).ToDictionary(i => $"f{i}", i => Given.Flag($"f{i}", Given.When(Make(random, 3))));
            var document = new FlagDocument { Flags = flags, Segments = segments };

            // As a service has it: compiled at one instant, and set to others, back and forth.
            var compiled = Compile(document, Instant(random));
            for (var round = 0; round < 10; round++)
            {
                var now = Instant(random);
                compiled = WindowOverlay.At(compiled, now);
                var snapshot = new FlagSnapshot(compiled, compiled.Flags, isReady: true, []);
                foreach (var (key, flag) in flags)
                {
                    var expected = Holds(flag.Environments["production"].Rules[0].When!, segments, now);
                    if (snapshot.IsEnabled(key, User) != expected) return false;
                    if (snapshot.Explain(key, User).Value != (expected ? "true" : "false")) return false;
                }
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Test]
    public void Overlay_FlagWithUnchangedWindows_IsShared()
    {
        var (soon, later) = (new WindowCondition(From, null), new WindowCondition(Until, null));
        var flags = new[] { Given.Flag("soon", Given.When(soon)), Given.Flag("later", Given.When(later)), Given.Flag("none") };
        var before = Compile(new FlagDocument { Flags = flags.ToDictionary(f => f.Key) }, From.AddTicks(-1));
        var after = WindowOverlay.At(before, From);
        Assert.That(after.Flags[0], Is.Not.SameAs(before.Flags[0]));
        Assert.That(after.Flags[1], Is.SameAs(before.Flags[1]));
        Assert.That(after.Flags[2], Is.SameAs(before.Flags[2]));
        Assert.That(WindowOverlay.At(after, From.AddTicks(1)), Is.SameAs(after));
    }

    [Test]
    public void Fingerprint_WindowOpens_RolloutStaysTheSame()
    {
        var rollout = new RolloutDefinition { Percent = 50, Split = [new("on", 1)] };
        EnvironmentDefinition Entry(DateTimeOffset until) =>
            new() { Rules = [new() { Name = "r", When = new WindowCondition(From, until), Rollout = rollout }] };
        string IdAt(DateTimeOffset now, DateTimeOffset until) => Compile(
            new FlagDocument { Flags = new Dictionary<string, FlagDefinition> { ["f"] = Given.Flag("f", Entry(until)) } }, now)
            .Flags[0].Rollouts.Single().Identity.Id;
        Assert.That(IdAt(From, Until), Is.EqualTo(IdAt(From.AddTicks(-1), Until)));
        Assert.That(IdAt(From, Until.AddDays(1)), Is.Not.EqualTo(IdAt(From, Until)), "other rules make another rollout");
    }

    private static FlagSnapshot At(DateTimeOffset now, Condition condition) => Given.Snapshot(
        new FlagDocument { Flags = new Dictionary<string, FlagDefinition> { ["f"] = Given.Flag("f", Given.When(condition)) } }, now: now);

    private static CompiledFlags Compile(FlagDocument document, DateTimeOffset now) => new FlagCompiler(
        document, "production", _ => new("test", "r1"), new(), new(), now).Compile("r1");

    private static DateTimeOffset Instant(System.Random random) => From.AddHours(random.Next(12)).AddTicks(random.Next(-1, 2));

    private static Condition Make(System.Random random, int depth, bool hasSegments = true) => random.Next(depth > 0 ? 7 : 3) switch
    {
        0 => Given.Text("country", ConditionOperator.In, random.Next(2) == 0 ? "DE" : "FR"),
        1 => new WindowCondition(From.AddHours(random.Next(12)), null),
        2 => Window(random.Next(12), random.Next(1, 6), random.Next(2) == 0),
        3 when hasSegments => new SegmentCondition("s"),
        4 => new NotCondition(Make(random, depth - 1, hasSegments)),
        5 => new AllCondition([Make(random, depth - 1, hasSegments), Make(random, depth - 1, hasSegments)]),
        _ => new AnyCondition([Make(random, depth - 1, hasSegments), Make(random, depth - 1, hasSegments)]),
    };

    private static WindowCondition Window(int begin, int hours, bool hasBegin) =>
        new(hasBegin ? From.AddHours(begin) : null, From.AddHours(begin + hours));

    private static bool Holds(Condition condition, Dictionary<string, Condition> segments, DateTimeOffset now) => condition switch
    {
        AllCondition all => all.Conditions.All(c => Holds(c, segments, now)),
        AnyCondition any => any.Conditions.Any(c => Holds(c, segments, now)),
        NotCondition not => !Holds(not.Inner, segments, now),
        SegmentCondition segment => Holds(segments[segment.Segment], segments, now),
        WindowCondition window => (window.From is null || window.From <= now) && (window.Until is null || now < window.Until),
        AttributeCondition attribute => attribute.Operand.Strings!.Contains("DE"),
        _ => throw new NotSupportedException(),
    };
}
