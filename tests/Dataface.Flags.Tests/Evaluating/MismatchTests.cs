using System.Text;
using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Conditions;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Evaluating.Counting;
using Dataface.Flags.Serving;
using Dataface.Flags.State;
using Dataface.Flags.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dataface.Flags.Tests.Evaluating;

/// <summary>A value that can never match is told: in the explanation, and in a counter.</summary>
[TestFixture, NonParallelizable]
internal sealed class MismatchTests
{
    // What text, a number, a truth value and a point in time are to operands.
    private static readonly (string, AttributeMismatch?, AttributeMismatch?, AttributeMismatch?, AttributeMismatch?)[] Types =
    [
        ("\"in\": [\"x\", \"y\"]", null, AttributeMismatch.Type, AttributeMismatch.Type, AttributeMismatch.Type),
        ("\"notIn\": [\"text\"]", null, AttributeMismatch.Type, AttributeMismatch.Type, AttributeMismatch.Type),
        ("\"equals\": \"x\"", null, AttributeMismatch.Type, AttributeMismatch.Type, AttributeMismatch.Type),
        ("\"startsWith\": \"x\"", null, AttributeMismatch.Type, AttributeMismatch.Type, AttributeMismatch.Type),
        ("\"endsWith\": \"x\"", null, AttributeMismatch.Type, AttributeMismatch.Type, AttributeMismatch.Type),
        ("\"contains\": \"y\"", null, AttributeMismatch.Type, AttributeMismatch.Type, AttributeMismatch.Type),
        ("\"matches\": \"^y$\"", null, AttributeMismatch.Type, AttributeMismatch.Type, AttributeMismatch.Type),
        ("\"in\": [7, 8]", AttributeMismatch.Type, null, AttributeMismatch.Type, AttributeMismatch.Type),
        ("\"notIn\": [42]", AttributeMismatch.Type, null, AttributeMismatch.Type, AttributeMismatch.Type),
        ("\"equals\": 7", AttributeMismatch.Type, null, AttributeMismatch.Type, AttributeMismatch.Type),
        ("\"lessThan\": 7", AttributeMismatch.Type, null, AttributeMismatch.Type, AttributeMismatch.Type),
        ("\"atMost\": 7", AttributeMismatch.Type, null, AttributeMismatch.Type, AttributeMismatch.Type),
        ("\"greaterThan\": 77", AttributeMismatch.Type, null, AttributeMismatch.Type, AttributeMismatch.Type),
        ("\"atLeast\": 77", AttributeMismatch.Type, null, AttributeMismatch.Type, AttributeMismatch.Type),
        ("\"in\": [false]", AttributeMismatch.Type, AttributeMismatch.Type, null, AttributeMismatch.Type),
        ("\"equals\": false", AttributeMismatch.Type, AttributeMismatch.Type, null, AttributeMismatch.Type),
        ("\"before\": \"2000-01-01\"", AttributeMismatch.Date, AttributeMismatch.Type, AttributeMismatch.Type, null),
        ("\"after\": \"2100-01-01\"", AttributeMismatch.Date, AttributeMismatch.Type, AttributeMismatch.Type, null),
        ("\"semver\": \">=9.0.0\"", AttributeMismatch.Version, AttributeMismatch.Type, AttributeMismatch.Type, AttributeMismatch.Type),
        ("\"exists\": false", null, null, null, null),
    ];

    [Test]
    public void Evaluate_EveryOperatorOverEveryType_CountsWhatCanNeverMatchAndExplainsIt()
    {
        foreach (var (operands, text, number, boolean, instant) in Types)
        {
            Check(operands, None.With("a", "text"), text);
            Check(operands, None.WithList("a", ["text"]), text);
            Check(operands, None.With("a", 42), number);
            Check(operands, None.WithList("a", [42]), number);
            Check(operands, None.With("a", 42.5m), operands.Contains("notIn", StringComparison.Ordinal) && number is null ? null : number);
            Check(operands, None.With("a", true), boolean);
            Check(operands, None.With("a", new DateOnly(2026, 12, 1)), instant);
            Check(operands, None, null);
        }
    }

    [TestCase("\"semver\": \">=9.0.0\"", "1.2.3")]
    [TestCase("\"before\": \"2000-01-01\"", "2026-12-01")]
    [TestCase("\"after\": \"2100-01-01\"", "2026-12-01T10:00:00+02:00")]
    public void Evaluate_TextOutOfRange_IsNotAMismatch(string operands, string value)
    {
        Check(operands, None.With("a", value), null);
        Check(operands, None.WithList("a", ["neither", value]), null);
        Check(operands, None.WithList("a", []), null);
    }

    [Test]
    public void Evaluate_NumberOutsideTheDocuments_IsReported()
    {
        Check("\"atLeast\": 7", None.With("a", double.NaN), AttributeMismatch.Number);
        Check("\"notIn\": [7]", None.With("a", double.NaN), AttributeMismatch.Number);
        Check("\"in\": [7]", None.With("a", double.PositiveInfinity), null);
        Check("\"in\": [7]", None.With("a", ulong.MaxValue), AttributeMismatch.Rounded);
        Check("\"equals\": 1", None.With("a", 1.0000000000000000000000000001m), AttributeMismatch.Rounded);
        Check("\"lessThan\": 1", None.With("a", ulong.MaxValue), null);
    }

    [TestCase("\"semver\": \">=1.0.0\"", "abc", "a semver \">=1.0.0\"; is \"abc\", which is not a version")]
    [TestCase("\"before\": \"2026-12-01\"", "soon", "is \"soon\", which is not a date")]
    [TestCase("\"atLeast\": 18", "17", "a atLeast 18; is \"17\", which is text, but the rule compares numbers")]
    [TestCase("\"equals\": true", "true", "is \"true\", which is text, but the rule compares true and false")]
    public void Explain_TextThatCanNeverMatch_SaysWhy(string operands, string value, string expected)
    {
        var snapshot = Snapshot(operands, out _);
        Assert.That(snapshot.Explain("f", None.With("a", value)).ToString(), Does.Contain(expected));
        var hidden = snapshot.Explain("f", None.WithPrivate("a", value)).ToString();
        Assert.That(hidden, Does.Contain("is (private), which is"));
        Assert.That(hidden, Does.Not.Contain($"\"{value}\""));
    }

    [Test]
    public void Explain_OtherTypes_NameThem()
    {
        Assert.That(Explained("\"equals\": \"42\"", None.With("a", 42)),
            Does.Contain("is 42, which is a number, but the rule compares text"));
        Assert.That(Explained("\"semver\": \"1.0.0\"", None.With("a", 1.5)),
            Does.Contain("is 1.5, which is a number, but the rule compares versions"));
        Assert.That(Explained("\"atLeast\": 1", None.With("a", new DateOnly(2026, 12, 1))),
            Does.Contain("which is a point in time, but the rule compares numbers"));
        Assert.That(Explained("\"after\": \"2026-12-01\"", None.With("a", 1)),
            Does.Contain("which is a number, but the rule compares points in time"));
        Assert.That(Explained("\"semver\": \"1.0.0\"", None.WithList("a", ["x"])), Does.Contain("which has no version in it"));
        Assert.That(Explained("\"in\": [1]", None.WithList("a", ["1"])),
            Does.Contain("which is a list of text, but the rule compares numbers"));
        Assert.That(Explained("\"in\": [1]", None.With("a", 2)), Does.Contain("a in 1; is 2\n"));
    }

    [Test, Rule("an evaluation never allocates")]
    public void Evaluate_MismatchAgainAndAgain_CountsEachAndAllocatesNothing()
    {
        var snapshot = Snapshot("\"atLeast\": 18", out var counts);
        var context = None.With("a", "17");
        Allocations.AssertNone(() => snapshot.IsEnabled("f", context), 1_000);
        var before = counts.Read().Single().Count;
        for (var i = 0; i < 5; i++) snapshot.IsEnabled("f", context);
        snapshot.Explain("f", context);
        Assert.That(counts.Read().Single().Count, Is.EqualTo(before + 5), "Explanations are not counted.");
    }

    private static EvaluationContext None => EvaluationContext.Empty;

    private static string Explained(string operands, EvaluationContext context) =>
        Snapshot(operands, out _).Explain("f", context).ToString().ReplaceLineEndings("\n");

    private static void Check(string operands, EvaluationContext context, AttributeMismatch? expected)
    {
        var snapshot = Snapshot(operands, out var counts);
        var on = snapshot.IsEnabled("f", context);
        var what = $"{operands} over {context}";
        var kinds = counts.Read().ToList();
        if (expected is null)
        {
            Assert.That(kinds, Is.Empty, what);
            Assert.That(snapshot.Explain("f", context).ToString(), Does.Not.Contain(", which "), what);
            return;
        }

        Assert.That(on, Is.False, what);
        Assert.That(kinds, Is.EqualTo(new[] { ("f", expected.Value.ToString().ToLowerInvariant(), 1L) }), what);
        Assert.That(snapshot.Explain("f", context).ToString(), Does.Contain(", which "), what);
    }

    private static FlagSnapshot Snapshot(string operands, out MismatchCounts counts)
    {
        var json = Conditions.Json($$"""{ "attribute": "a", {{operands}} }""");
        var read = FlagDocumentReader.Read(Encoding.UTF8.GetBytes(json), time: Documents.ProblemCase.Clock);
        var (registry, source) = (new CounterRegistry(), new FlagSource("test", "r1"));
        counts = registry.Mismatches;
        var compiled = new FlagCompiler(read.Document!, "production", _ => source, registry, new KillMarks(), Given.Now).Compile("r1");
        var flags = StateOverlay.Apply(compiled, _ => false, FlagState.Empty, null, Given.Today);
        return new(compiled, flags, isReady: true, []);
    }
}
