using Dataface.Flags.Documents;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Values;

/// <summary>Percentages of definitions, which a provider or a state store of one's own makes.</summary>
[TestFixture]
internal sealed class PercentageTests
{
    [TestCase("0")]
    [TestCase("0.001")]
    [TestCase("33.333")]
    [TestCase("100.000")]
    public void Percent_UpToThreeDecimals_IsKeptExactly(string text)
    {
        var percent = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var ramp = new RampDefinition { StepsPercent = [percent, 100], StartAtPercent = percent, Hold = TimeSpan.FromHours(1) };
        Assert.That(new RolloutDefinition { Percent = percent, Split = [] }.Percent, Is.EqualTo(percent));
        Assert.That((ramp.StepsPercent[0], ramp.StepsPercent[1], ramp.StartAtPercent), Is.EqualTo((percent, 100m, (decimal?)percent)));
        Assert.That(new RampState { Epoch = 1, Percent = percent, Since = default }.Percent, Is.EqualTo(percent));
    }

    [TestCase("-0.001")]
    [TestCase("100.001")]
    [TestCase("0.0005")]
    [TestCase("5000")]
    public void Percent_OutsideOrTooFine_IsRefusedByName(string text)
    {
        var percent = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(() => new LayerSlice { Name = "checkout", FromPercent = percent, ToPercent = 100 },
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("FromPercent")
                .And.Message.Contains("from 0 to 100 and has at most three decimals"));
    }
}
