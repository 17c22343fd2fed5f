using System.Globalization;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Tests.Evaluating;

[TestFixture]
internal sealed class OperatorTests
{
    private static readonly DateTimeOffset NewYear = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Operator, operand, attribute, expected.</summary>
    private static IEnumerable<object?[]> Cases =>
    [
        [ConditionOperator.In, Strings("DE", "AT"), "AT", true],
        [ConditionOperator.In, Strings("DE", "AT"), "at", false],
        [ConditionOperator.In, Strings("DE", "AT"), "", false],
        [ConditionOperator.In, Strings("1"), 1L, false],
        [ConditionOperator.In, Strings("a"), new[] { "x", "a" }, true],
        [ConditionOperator.In, Strings("a"), Array.Empty<string>(), false],
        [ConditionOperator.In, Numbers(1, 2.5), 1L, true],
        [ConditionOperator.In, Numbers(1, 2.5), 2.5, true],
        [ConditionOperator.In, Numbers(1, 2.5), "1", false],
        [ConditionOperator.In, Numbers(9007199254740992), 9007199254740993L, false],
        [ConditionOperator.In, Booleans(true), true, true],
        [ConditionOperator.In, Booleans(true, false), false, true],
        [ConditionOperator.In, Booleans(true), "true", false],
        [ConditionOperator.In, Strings("DE"), null, false],
        [ConditionOperator.NotIn, Strings("DE"), "FR", true],
        [ConditionOperator.NotIn, Strings("DE"), "DE", false],
        [ConditionOperator.NotIn, Strings("DE"), null, false],
        [ConditionOperator.NotIn, Strings("DE"), 5L, false],
        [ConditionOperator.NotIn, Strings("a"), new[] { "x", "a" }, false],
        [ConditionOperator.NotIn, Strings("a"), new[] { "x", "y" }, true],
        [ConditionOperator.NotIn, Strings("a"), Array.Empty<string>(), true],
        [ConditionOperator.NotIn, Numbers(1), 2L, true],
        [ConditionOperator.NotIn, Numbers(1), double.NaN, false],
        [ConditionOperator.NotIn, Booleans(true), false, true],
        [ConditionOperator.NotIn, Booleans(true), true, false],
        [ConditionOperator.EqualTo, Strings("käse"), "käse", true],
        [ConditionOperator.EqualTo, Strings("k\u00e4se"), "ka\u0308se", false],
        [ConditionOperator.EqualTo, Numbers(0.1), 0.1, true],
        [ConditionOperator.EqualTo, Booleans(false), false, true],
        [ConditionOperator.StartsWith, Strings("he"), "hello", true],
        [ConditionOperator.StartsWith, Strings("he"), "Hello", false],
        [ConditionOperator.EndsWith, Strings("@x.example"), "a@x.example", true],
        [ConditionOperator.EndsWith, Strings("lo"), new[] { "bye", "hello" }, true],
        [ConditionOperator.Contains, Strings("ll"), "hello", true],
        [ConditionOperator.Contains, Strings("I"), "i", false],
        [ConditionOperator.Contains, Strings("1"), 1L, false],
        [ConditionOperator.Matches, Strings("^[0-9]{3}$"), "123", true],
        [ConditionOperator.Matches, Strings("[0-9]{3}"), "ab1234", true],
        [ConditionOperator.Matches, Strings("^[0-9]{3}$"), "12", false],
        [ConditionOperator.LessThan, Numbers(18), 17L, true],
        [ConditionOperator.LessThan, Numbers(18), 18.0, false],
        [ConditionOperator.LessThan, Numbers(18), "17", false],
        [ConditionOperator.LessThan, Numbers(18), double.NaN, false],
        [ConditionOperator.LessThan, Numbers(18), double.NegativeInfinity, true],
        [ConditionOperator.LessThan, Numbers(1e300), long.MaxValue, true],
        [ConditionOperator.LessThan, Numbers(17.5), 17L, true],
        [ConditionOperator.AtMost, Numbers(18), 18L, true],
        [ConditionOperator.AtMost, Numbers(17.5), 18L, false],
        [ConditionOperator.GreaterThan, Numbers(18), 18L, false],
        [ConditionOperator.GreaterThan, Numbers(-1e300), long.MinValue, true],
        [ConditionOperator.AtLeast, Numbers(18), 18.0, true],
        [ConditionOperator.Before, Instant(NewYear), NewYear.AddTicks(-1), true],
        [ConditionOperator.Before, Instant(NewYear), NewYear, false],
        [ConditionOperator.Before, Instant(NewYear), "2026-12-31", true],
        [ConditionOperator.Before, Instant(NewYear), "2027-01-01T00:30:00+01:00", true],
        [ConditionOperator.Before, Instant(NewYear), "yesterday", false],
        [ConditionOperator.Before, Instant(NewYear), "", false],
        [ConditionOperator.After, Instant(NewYear), "2027-01-01T00:00:00.0000001Z", true],
        [ConditionOperator.After, Instant(NewYear), 5L, false],
        [ConditionOperator.Semver, Strings(">=1.2.0 <2.0.0"), "1.9.9", true],
        [ConditionOperator.Semver, Strings(">=1.2.0 <2.0.0"), "2.0.0-rc.1", true],
        [ConditionOperator.Semver, Strings(">=1.2.0 <2.0.0"), "nonsense", false],
        [ConditionOperator.Exists, Exists(true), "", true],
        [ConditionOperator.Exists, Exists(true), null, false],
        [ConditionOperator.Exists, Exists(false), null, true],
        [ConditionOperator.Exists, Exists(false), 5L, false],
    ];

    [TestCaseSource(nameof(Cases))]
    public void Evaluate_OperatorOverAttribute_MatchesAsDocumented(
        ConditionOperator comparison, ConditionOperand operand, object? value, bool expected)
    {
        var snapshot = Given.Snapshot(Given.Flag("f", Given.When(new AttributeCondition("a", comparison, operand))));
        Assert.That(snapshot.IsEnabled("f", Context(value)), Is.EqualTo(expected));
    }

    [Test]
    public void Cases_EveryOperator_HasSome() =>
        Assert.That(Cases.Select(c => (ConditionOperator)c[0]!).Distinct(), Is.EquivalentTo(Enum.GetValues<ConditionOperator>()));

    [Test, Rule("culture never matters")]
    public void Evaluate_UnderAStrangeCulture_IsTheSame()
    {
        var strange = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (strange.NumberFormat.NumberDecimalSeparator, strange.NumberFormat.NegativeSign) = (",", "~");
        (strange.DateTimeFormat.DateSeparator, strange.DateTimeFormat.TimeSeparator) = ("!", "?");
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = strange;
        try
        {
            foreach (var given in Cases)
            {
                Evaluate_OperatorOverAttribute_MatchesAsDocumented(
                    (ConditionOperator)given[0]!, (ConditionOperand)given[1]!, given[2], (bool)given[3]!);
            }

            Assert.That(Dataface.Flags.Bucketing.UnitHash.Of(-5L), Is.EqualTo(Dataface.Flags.Bucketing.UnitHash.Of("-5")));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static EvaluationContext Context(object? value) => value switch
    {
        null => EvaluationContext.Empty,
        string text => EvaluationContext.Empty.With("a", text),
        long whole => EvaluationContext.Empty.With("a", whole),
        double number => EvaluationContext.Empty.With("a", number),
        bool truth => EvaluationContext.Empty.With("a", truth),
        DateTimeOffset instant => EvaluationContext.Empty.With("a", instant),
        string[] list => EvaluationContext.Empty.WithList("a", list),
        _ => throw new NotSupportedException(),
    };

    private static ConditionOperand Strings(params string[] values) => new() { Strings = values };

    private static ConditionOperand Numbers(params DocumentNumber[] values) => new() { Numbers = values };

    private static ConditionOperand Booleans(params bool[] values) => new() { Booleans = values };

    private static ConditionOperand Instant(DateTimeOffset value) => new() { Instant = value };

    private static ConditionOperand Exists(bool value) => new() { Boolean = value };
}
