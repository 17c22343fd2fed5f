using System.Numerics;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Tests.Evaluating;

/// <summary>A list of numbers matches when one of them does; it is in none of the operands when no number is in one.</summary>
[TestFixture]
internal sealed class NumberListTests
{
    private static readonly EvaluationContext None = EvaluationContext.Empty;

    [TestCase(ConditionOperator.In, new[] { 7, 42 }, true)]
    [TestCase(ConditionOperator.In, new[] { 7, 8 }, false)]
    [TestCase(ConditionOperator.In, new int[0], false)]
    [TestCase(ConditionOperator.EqualTo, new[] { 7, 42 }, true)]
    [TestCase(ConditionOperator.EqualTo, new[] { 7 }, false)]
    [TestCase(ConditionOperator.NotIn, new[] { 7, 8 }, true)]
    [TestCase(ConditionOperator.NotIn, new[] { 7, 42 }, false)]
    [TestCase(ConditionOperator.NotIn, new int[0], true)]
    [TestCase(ConditionOperator.AtLeast, new[] { 7, 43 }, true)]
    [TestCase(ConditionOperator.AtLeast, new[] { 7, 8 }, false)]
    [TestCase(ConditionOperator.LessThan, new[] { 50, 41 }, true)]
    public void IsEnabled_ListOfNumbers_MatchesAsAListOfTextsDoes(ConditionOperator comparison, int[] values, bool isOn)
    {
        var flags = Given.Snapshot(Given.Flag("f", Given.When(Given.Number("a", comparison, 42))));
        Assert.That(flags.IsEnabled("f", None.WithList("a", values)), Is.EqualTo(isOn));
        Assert.That(flags.IsEnabled("f", EvaluationContext.CreateBuilder().SetList("a", values).Build()), Is.EqualTo(isOn), "by a builder");
    }

    [Test]
    public void IsEnabled_NumbersOfEachType_AreTheNumbersOfADocument()
    {
        IsIn(9007199254740993, [9007199254740993L]);
        IsIn(9007199254740993, [9007199254740993m]);
        IsIn(0.1, [0.1]);
        IsIn(0.1, [0.1f]);
        IsIn(0.1, [0.10m]);
        IsIn(5, [5.0]);
        IsIn(255, new byte[] { 255 });
        IsIn(7, [new BigInteger(7)]);
        IsIn(1e20, [1e20]);

        static void IsIn<TNumber>(DocumentNumber operand, IEnumerable<TNumber> values)
            where TNumber : struct, INumber<TNumber>
        {
            var flags = Given.Snapshot(Given.Flag("f", Given.When(Given.Number("a", ConditionOperator.In, operand))));
            Assert.That(flags.IsEnabled("f", None.WithList("a", values)), typeof(TNumber).Name);
        }
    }

    [Test]
    public void IsEnabled_NumbersThatNoDocumentHas_EqualNone()
    {
        var flags = Given.Snapshot(
            Given.Flag("in", Given.When(Given.Number("a", ConditionOperator.In, 1))),
            Given.Flag("above", Given.When(Given.Number("a", ConditionOperator.GreaterThan, 1))));
        var context = None.WithList("a", [double.NaN, double.PositiveInfinity]).WithList("b", [18446744073709551615UL]);
        Assert.That(flags.IsEnabled("in", context), Is.False);
        Assert.That(context.ToString(), Is.EqualTo("a=[], b=[about 1.8446744073709552E+19]"));
        Assert.That(flags.IsEnabled("above", None.WithList("a", [18446744073709551615UL])));
    }

    [Test]
    public void IsEnabled_TextsForNumbersOrNumbersForTexts_DoNotMatchAndExplainSaysWhy()
    {
        var flags = Given.Snapshot(
            Given.Flag("number", Given.When(Given.Number("a", ConditionOperator.NotIn, 1))),
            Given.Flag("text", Given.When(Given.Text("a", ConditionOperator.NotIn, "1"))));
        Assert.That(flags.IsEnabled("number", None.WithList("a", ["2"])), Is.False);
        Assert.That(flags.IsEnabled("text", None.WithList("a", [2])), Is.False);
        Assert.That(flags.Explain("text", None.WithList("a", [2, 3])).ToString(),
            Does.Contain("is [2, 3], which is a list of numbers, but the rule compares text"));
    }

    [Test, Rule("a private attribute appears nowhere")]
    public void ToString_PrivateList_IsNotShown() =>
        Assert.That(None.WithList("a", [4_711], isPrivate: true).ToString(), Is.EqualTo("a=(private)"));

    [Test]
    public void IsEnabled_ManyRulesOverOneNumber_AListIsFoundByEach()
    {
        var rules = Enumerable.Range(0, 9).Select(i => new RuleDefinition
        {
            Name = $"r{i}",
            When = Given.Number("a", ConditionOperator.EqualTo, i),
            Serve = i % 2 == 0 ? "off" : "on",
        });
        var flags = Given.Snapshot(Given.Flag("f", new() { Rules = [.. rules] }));
        Assert.That(flags.Evaluate("f", None.WithList("a", [8, 3])).Rule, Is.EqualTo("r3"), "the first rule, not the first number");
    }
}
