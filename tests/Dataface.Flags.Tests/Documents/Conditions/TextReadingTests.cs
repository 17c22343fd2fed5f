using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Conditions;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Tests.Evaluating;

namespace Dataface.Flags.Tests.Documents.Conditions;

[TestFixture]
internal sealed class TextReadingTests
{
    private static readonly string[] Texts =
    [
        "1.2.3", "1.5.0-rc.1", "1.5.0-rc.1+b-2", "1.5.0+b-2", "0.0.0", "1048575.1048575.1048575", "1048576.0.0", "1.20261129.3", "1.0.0-0",
        "v1.0.0", "",
        "2026-12-01", "2026-12-01T00:00:00Z", "2026-12-01T00:00:00.0000001+01:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z",
        "2026-13-01",
        "yesterday", "1.2.3.4", "v1.5.0-rc.1", "1.5.0.7-rc.1+b", "32767.32767.32767.32767", "32768.0.0.1", "1.5.0.0",
    ];

    private static readonly Condition[] Conditions =
    [
        .. new[] { ">=1.2.0 <2.0.0", "1.5.0-rc.1", ">1.5.0-beta", "<1048576.0.0", ">=1.5.0.7-rc.1 <=32767.32767.32767.32767",
            ">=1048575.1048575.1048575 || <1.0.0", "0.0.0" }
            .Select(range => Given.Text("a", ConditionOperator.Semver, range)),
        .. new[] { ConditionOperator.Before, ConditionOperator.After }.SelectMany(
            _ => new[] { DateTimeOffset.MinValue, new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), DateTimeOffset.MaxValue },
            (comparison, instant) => new AttributeCondition("a", comparison, new ConditionOperand { Instant = instant })),
        Given.Text("a", ConditionOperator.StartsWith, "1"),
    ];

    [Test, Rule("what a context keeps changes no answer")]
    public void Evaluate_OneContextUnderManyOperatorsInAnyOrder_AnswersAsFreshContextsDo()
    {
        var flags = Conditions.Select(condition => Given.Snapshot(Given.Flag("f", Given.When(condition)))).ToArray();
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var text = Texts[random.Next(Texts.Length)];
            var kept = EvaluationContext.Empty.With("a", text);
            for (var i = 0; i < 20; i++)
            {
                var place = random.Next(flags.Length);
                var fresh = flags[place].IsEnabled("f", EvaluationContext.Empty.With("a", text));
                Assert.That(flags[place].IsEnabled("f", kept), Is.EqualTo(fresh), $"'{text}' under {ConditionText.Of(Conditions[place])}");
            }
        }
    }

    [TestCase("1.5.0-rc.1", ConditionOperator.Semver), TestCase("no version", ConditionOperator.Semver)]
    [TestCase("2026-12-01", ConditionOperator.Before), TestCase("no instant", ConditionOperator.Before)]
    [Rule("a text is parsed once per context")]
    public void Evaluate_TextThatWasRead_IsNotReadAgain(string text, ConditionOperator comparison)
    {
        var context = EvaluationContext.Empty.With("a", text);
        var condition = comparison == ConditionOperator.Semver
            ? Given.Text("a", comparison, ">=1.0.0")
            : new AttributeCondition("a", comparison, new ConditionOperand { Instant = DateTimeOffset.MaxValue });
        Given.Snapshot(Given.Flag("f", Given.When(condition))).IsEnabled("f", context);
        var word = context[0].Reading;

        // Another text with that word is answered as the first was: the word is what decides.
        var other = EvaluationContext.Empty.With("a", "something else");
        other[0].Reading = word;
        var isOn = Given.Snapshot(Given.Flag("f", Given.When(condition))).IsEnabled("f", other);
        Assert.That(word, Is.Not.Zero);
        Assert.That(isOn, Is.EqualTo(!text.StartsWith("no", StringComparison.Ordinal)));
    }
}
