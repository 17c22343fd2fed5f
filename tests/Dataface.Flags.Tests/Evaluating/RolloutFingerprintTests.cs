using Dataface.Flags.Bucketing;
using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Tests.Evaluating;

[TestFixture]
internal sealed class RolloutFingerprintTests
{
    /// <summary>State and evidence are kept by it, so it outlives what the code calls things: here the operator <c>equals</c>.</summary>
    [Test]
    public void Fingerprint_RuleWithEquals_IsTheHashOfTheTextThatItAlwaysWas()
    {
        var rollout = new RolloutDefinition { Percent = 50, Split = [new SplitWeight("on", 1)] };
        var when = Given.Text("country", ConditionOperator.EqualTo, "DE");
        var entry = new EnvironmentDefinition { Rules = [new() { Name = "r", When = when, Rollout = rollout }] };
        const string Text =
            "1:f6:userId3:off" + "3:off5:false" + "2:on4:true" + "2:on1:1" + "4:rule1:r0:"
            + "18:AttributeCondition" + "7:country6:Equals4:\"DE\"" + "3:end" + "2:on1:1";
        Assert.That(new RolloutFingerprint().Of(Given.Flag("f", entry), entry, rollout), Is.EqualTo(UnitHash.Of(Text).ToString("x16")));
    }
}
