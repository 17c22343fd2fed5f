using System.Globalization;
using System.Text;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Tests.Evaluating;
using Dataface.Flags.Values;

namespace Dataface.Flags.Tests.Context;

/// <summary>What a value of .NET is in a rule: the same as where a context comes as JSON.</summary>
[TestFixture]
internal sealed class ContextValueTests
{
    private static readonly EvaluationContext None = EvaluationContext.Empty;
    private static readonly Guid Id = Guid.Parse("0F8FAD5B-D9CB-469F-A165-70867728950E");

    private static IEnumerable<TestCaseData> Values()
    {
        TestCaseData Case(EvaluationContext context, string condition, bool matches) =>
            new TestCaseData(context, condition, matches).SetArgDisplayNames($"{context} {condition}");
        yield return Case(None.With("a", Id), "\"equals\": \"0f8fad5b-d9cb-469f-a165-70867728950e\"", true);
        yield return Case(None.With("a", 42), "\"equals\": 42", true);
        yield return Case(None.With("a", (int?)42), "\"atLeast\": 42", true);
        yield return Case(None.With("a", (short)42), "\"in\": [42]", true);
        yield return Case(None.With("a", 42u), "\"in\": [42]", true);
        yield return Case(None.With("a", 42UL), "\"equals\": 42", true);
        yield return Case(None.With("a", (ulong)long.MaxValue), "\"equals\": 9223372036854775807", true);
        yield return Case(None.With("a", ulong.MaxValue), "\"greaterThan\": 9223372036854775807", true);
        yield return Case(None.With("a", 10_000_000_000_000_000_000UL), "\"equals\": 1e19", true);
        yield return Case(None.With("a", 0.1), "\"equals\": 0.1", true);
        yield return Case(None.With("a", 0.1f), "\"equals\": 0.1", true);
        yield return Case(None.With("a", (float?)16777216f), "\"equals\": 16777216", true);
        yield return Case(None.With("a", 'A'), "\"equals\": \"A\"", true);
        yield return Case(None.WithList("a", "admin"), "\"in\": [\"admin\"]", true);
        yield return Case(None.WithList("a", "1234"), "\"in\": [1, 2, 3, 4]", false);
        yield return Case(None.WithList("a", ['A', 'B']), "\"in\": [\"B\"]", true);
        yield return Case(None.With("a", 0.1m), "\"equals\": 0.1", true);
        yield return Case(None.With("a", 12.00m), "\"equals\": 12", true);
        yield return Case(None.With("a", 9007199254740993m), "\"equals\": 9007199254740993", true);
        yield return Case(None.With("a", 9007199254740993m), "\"equals\": 9007199254740992", false);
        yield return Case(None.With("a", 1.0000000000000000000000000001m), "\"equals\": 1", false);
        yield return Case(None.With("a", decimal.MaxValue), "\"greaterThan\": 1e28", true);
        yield return Case(None.With("a", -0.30m), "\"equals\": -0.3", true);
        yield return Case(None.With("a", true), "\"equals\": true", true);
        yield return Case(None.With("a", (bool?)false), "\"equals\": false", true);
        yield return Case(None.With("a", new DateOnly(2026, 12, 1)), "\"after\": \"2026-11-30T23:59:59Z\"", true);
        yield return Case(None.With("a", new DateOnly(2026, 12, 1)), "\"before\": \"2026-12-01T00:00:01Z\"", true);
        yield return Case(None.With("a", new DateTimeOffset(2026, 12, 1, 5, 0, 0, TimeSpan.FromHours(5))),
            "\"after\": \"2026-12-01T00:00:00Z\"", false);
        yield return Case(None.With("a", DayOfWeek.Monday), "\"equals\": \"Monday\"", true);
        yield return Case(None.With("a", (DayOfWeek?)DayOfWeek.Monday), "\"equals\": \"Monday\"", true);
        yield return Case(None.With("a", (DayOfWeek)9), "\"equals\": \"9\"", true);
        yield return Case(None.With("a", FileAccess.Read | FileAccess.Write), "\"equals\": \"ReadWrite\"", true);
        yield return Case(None.With("a", AttributeTargets.Class | AttributeTargets.Enum), "\"in\": [\"Enum\"]", true);
        yield return Case(None.With("a", "text"), "\"equals\": \"text\"", true);
        foreach (var absent in new[]
        {
            None.With("a", null), None.With("a", (Guid?)null), None.With("a", (int?)null),
            None.With("a", (ulong?)null), None.With("a", (double?)null), None.With("a", (decimal?)null),
            None.With("a", (bool?)null), None.With("a", (DateOnly?)null), None.With("a", (DateTime?)null),
            None.With("a", (DateTimeOffset?)null), None.With("a", (DayOfWeek?)null), None.With("a", (float?)null),
            None.With("a", (char?)null), None.With("a", Guid.Empty),
        })
        {
            yield return Case(absent.With("b", 1), "\"exists\": false", true);
        }
    }

    [TestCaseSource(nameof(Values))]
    public void Evaluate_ValueOfDotNet_IsWhatItIsInJson(EvaluationContext context, string condition, bool matches) => Assert.That(
        Conditions.Read($$"""{ "attribute": "a", {{condition}} }""").IsEnabled("f", context), Is.EqualTo(matches), context.ToString());

    [Test]
    public void ForUser_GuidOrInteger_IsInTheBucketOfItsText()
    {
        var snapshot = Given.Snapshot(Given.Flag("f", Given.Rollout(50_000)));
        Assert.That(snapshot.Evaluate("f", EvaluationContext.ForUser(Id)).UnitHash, Is.EqualTo(HashOf(Id.ToString())));
        Assert.That(snapshot.Evaluate("f", EvaluationContext.ForUser(42)).UnitHash, Is.EqualTo(HashOf("42")));
        Assert.That(snapshot.Evaluate("f", EvaluationContext.ForUser((int?)42)).UnitHash, Is.EqualTo(HashOf("42")));
        Assert.That(snapshot.Evaluate("f", EvaluationContext.CreateBuilder(42).Build()).UnitHash, Is.EqualTo(HashOf("42")));
        Assert.That(snapshot.Evaluate("f", EvaluationContext.CreateBuilder(Id).Build()).UnitHash, Is.EqualTo(HashOf(Id.ToString())));
        Assert.That(snapshot.Evaluate("f", EvaluationContext.Empty.With("userId", 42UL)).UnitHash, Is.EqualTo(HashOf("42")));
        Assert.That(snapshot.Evaluate("f", EvaluationContext.CreateBuilder().Set("userId", Id).Build()).UnitHash,
            Is.EqualTo(HashOf(Id.ToString())));
        ulong HashOf(string text) => snapshot.Evaluate("f", EvaluationContext.ForUser(text)).UnitHash;
    }

    [Test]
    public void ForUser_EmptyIdOfAnyType_HasNoUnit()
    {
        foreach (var nobody in new[]
        {
            EvaluationContext.ForUser(null), EvaluationContext.ForUser(""), EvaluationContext.ForUser(Guid.Empty),
            EvaluationContext.ForUser((int?)null), EvaluationContext.ForUser((Guid?)null), EvaluationContext.ForUnit("sessionId", null),
            EvaluationContext.CreateBuilder("").Build(), EvaluationContext.CreateBuilder().Build(),
            EvaluationContext.CreateBuilder((int?)null).Build(), EvaluationContext.CreateBuilder(Guid.Empty).Build(),
        })
        {
            Assert.That(nobody, Is.SameAs(EvaluationContext.Empty));
        }
    }

    [Test]
    public void ToString_PrivateValueOfAnyType_IsNotShown()
    {
        var born = new DateOnly(1990, 5, 17);
        var context = EvaluationContext.ForUser("u").With("born", born, isPrivate: true).With("salary", 1234.5m, isPrivate: true)
            .WithList("roles", ["secret"], isPrivate: true).WithPrivate("email", "a@b.example");
        Assert.That(context.ToString(), Is.EqualTo("userId=\"u\", born=(private), salary=(private), roles=(private), email=(private)"));
        Assert.That(
            EvaluationContext.CreateBuilder("u").Set("born", born, isPrivate: true).Build().ToString(),
                Is.EqualTo("userId=\"u\", born=(private)"));
        Assert.That(
            Conditions.Read("""{ "attribute": "born", "after": "1980-01-01" }""").Explain("f", context).ToString(),
            Does.Contain("born after 1980-01-01T00:00:00.0000000+00:00; is (private)"));
    }

    [Test]
    public void Set_AfterBuild_SaysToBeginAnother()
    {
        var builder = EvaluationContext.CreateBuilder("u");
        builder.Build();
        Assert.That(() => builder.Set("a", 1), Throws.InvalidOperationException.With.Message.Contains("CreateBuilder"));
        Assert.That(() => builder.Build(), Throws.InvalidOperationException);
    }

    [Test]
    public void Decimal_AnyDigits_IsTheNumberThatJsonHas()
    {
        foreach (var number in new[] { 0m, -0m, 1e-28m, decimal.MaxValue, decimal.MinValue, 0.1000m, 123456789012345678.9m })
        {
            var text = number.ToString(CultureInfo.InvariantCulture);
            Assert.That(AttributeValue.TryParse(Encoding.UTF8.GetBytes(text), out var json), text);
            Assert.That(AttributeValue.Of(number), Is.EqualTo(json), text);
        }
    }
}
