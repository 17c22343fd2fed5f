using System.Text;
using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Tests.Documents;

namespace Dataface.Flags.Tests.Evaluating;

/// <summary>Integers of 64 bits mean themselves and no neighbour, from the document to the answer.</summary>
[TestFixture]
internal sealed class IntegerTests
{
    private static readonly long[] Whole =
    [
        0, 1, -1, 1L << 53, (1L << 53) + 1, -(1L << 53) - 1, 1234567890123456789, 1234567890123456788, 1234567890123456790, long.MaxValue,
            long.MaxValue - 1, long.MinValue, long.MinValue + 1,
    ];

    [Test]
    public void Evaluate_AnyTwoIntegersByAnyOperator_ComparesExactly()
    {
        foreach (var operand in Whole)
        {
            foreach (var value in Whole)
            {
                foreach (var (name, json, expected) in new[]
                {
                    ("in", $"[{operand}, 7]", value == operand), ("notIn", $"[{operand}]", value != operand),
                        ("equals", $"{operand}", value == operand),
                    ("lessThan", $"{operand}", value < operand), ("atMost", $"{operand}", value <= operand),
                    ("greaterThan", $"{operand}", value > operand), ("atLeast", $"{operand}", value >= operand),
                })
                {
                    var snapshot = Read($$"""{ "attribute": "a", "{{name}}": {{json}} }""");
                    Assert.That(snapshot.IsEnabled("f", EvaluationContext.Empty.With("a", value)), Is.EqualTo(expected),
                        $"{value} {name} {json}");
                }
            }
        }
    }

    [TestCase(1234567890123456789, 1234567890123456789d, false)]
    [TestCase(1234567890123456768, 1234567890123456768d, true)]
    [TestCase(9007199254740993, 9007199254740992d, false)]
    [TestCase(long.MaxValue, 9223372036854775807d, false)]
    public void Evaluate_IntegerInTheDocumentAndDoubleInTheContext_ComparesExactly(long operand, double value, bool expected) =>
        Assert.That(Read($$"""{ "attribute": "a", "in": [{{operand}}] }""").IsEnabled("f", EvaluationContext.Empty.With("a", value)),
            Is.EqualTo(expected));

    [TestCase("9223372036854775808")]
    [TestCase("18446744073709551615")]
    [TestCase("1.00000000000000000001")]
    [TestCase("9007199254740993.5")]
    public void Read_NumberThatWouldEqualAnother_IsRefusedEverywhere(string number)
    {
        string[] conditions = [$"\"in\": [1, {number}]", $"\"notIn\": [{number}]", $"\"equals\": {number}", $"\"atLeast\": {number}",
            $"\"lessThan\": {number}"];
        foreach (var json in conditions.Select(c => When($$"""{ "attribute": "a", {{c}} }"""))
            .Append(Flag($"\"variants\": {{ \"off\": 1, \"on\": 2, \"other\": {number} }}, \"offVariant\": \"off\"")))
        {
            var problem = FlagDocumentReader.Read(Encoding.UTF8.GetBytes(json), time: ProblemCase.Clock).Problems.Single(
                p => p.Severity == ProblemSeverity.Error);
            Assert.That(problem.Code, Is.EqualTo(ProblemCode.NumberOutOfRange));
            Assert.That(problem.Remedy, Does.Contain("9223372036854775807"));
        }
    }

    [TestCase("9007199254740993", 9007199254740993)]
    [TestCase("9223372036854775807", long.MaxValue)]
    [TestCase("-9223372036854775808", long.MinValue)]
    [TestCase("1e3", 1000)]
    [TestCase("12.0", 12)]
    public void GetValue_IntegerHandle_GivesTheWrittenInteger(string json, long expected) =>
        Assert.That(ReadDocument(Variants("1", json)).GetValue(FlagKey.Of("f", -5L)), Is.EqualTo(expected));

    [Test]
    public void GetNumber_IntegerThatADoubleWouldRound_IsATypeMismatchAndNeverAnotherNumber()
    {
        var snapshot = ReadDocument(Variants("1", "9007199254740993"));
        Assert.That(snapshot.EvaluateNumber("f", -5).Reason, Is.EqualTo(EvaluationReason.TypeMismatch));
        Assert.That(snapshot.GetNumber("f", -5), Is.EqualTo(-5));
        Assert.That(snapshot.GetValue(FlagKey.Of("f", -5.0)), Is.EqualTo(-5));
        Assert.That(ReadDocument(Variants("1", "9007199254740992")).GetNumber("f", -5), Is.EqualTo(9007199254740992));
        Assert.That(ReadDocument(Variants("1", "0.1")).GetNumber("f", -5), Is.EqualTo(0.1));
    }

    [Test]
    public void Fingerprint_NeighbouringIntegers_AreDifferentRollouts()
    {
        static string Id(long operand) => Read($$"""{ "attribute": "a", "in": [{{operand}}] }""", "\"rollout\": { \"percent\": 5 }")
            .Evaluate("f", EvaluationContext.ForUser("u").With("a", operand)).RolloutId!;
        Assert.That(Id(1234567890123456789), Is.Not.EqualTo(Id(1234567890123456788)));
    }

    [Test]
    public void Explain_Integer_ShowsItsDigits() => Assert.That(
        Read("""{ "attribute": "a", "in": [1234567890123456789] }""").Explain("f", EvaluationContext.Empty.With("a", 1234567890123456788))
            .ToString(),
        Does.Contain("a in 1234567890123456789; is 1234567890123456788"));

    [Test]
    public void Evaluate_ExactIntegers_AllocatesNothing()
    {
        var snapshot = Read("""{ "attribute": "a", "in": [1234567890123456788, 0.5, 1e300, 1234567890123456789] }""");
        var (whole, fraction) = (EvaluationContext.Empty.With("a", 1234567890123456789), EvaluationContext.Empty.With("a", 1e300));
        Allocations.AssertNone(() => _ = snapshot.IsEnabled("f", whole) && snapshot.IsEnabled("f", fraction), 1_000);
    }

    private static FlagSnapshot Read(string condition, string answer = "\"serve\": \"on\"") => ReadDocument(When(condition, answer));

    private static FlagSnapshot ReadDocument(string json)
    {
        var read = FlagDocumentReader.Read(Encoding.UTF8.GetBytes(json), time: ProblemCase.Clock);
        Assert.That(read.Problems.Where(p => p.Severity == ProblemSeverity.Error), Is.Empty);
        return Given.Snapshot(read.Document!);
    }

    private static string When(string condition, string answer = "\"serve\": \"on\"") => Flag(
        $$""" "environments": { "production": { "rules": [ { "name": "r", "when": {{condition}}, {{answer}} } ] } } """);

    private static string Variants(string off, string on) => Flag(
        $$""" "variants": { "off": {{off}}, "on": {{on}} }, "offVariant": "off", "environments": { "production": { "serve": "on" } } """);

    private static string Flag(
        string more) => $$"""{ "schema": 1, "flags": { "f": { "owner": "t", "created": "2026-11-20", "expires": "2027-01-01", {{more}} """
            + $$"""} } }""";
}
