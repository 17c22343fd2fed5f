using Dataface.Flags.Documents;

namespace Dataface.Flags.Tests.Documents;

[TestFixture]
internal sealed class FlagDocumentReaderTests
{
    [Test]
    public void Read_TheExampleOfTheDesign_IsAccepted()
    {
        var result = FlagDocumentReader.Read(TestFile.Bytes("Documents", "design.json"));
        Assert.That(result.Problems, Is.Empty);
        var flag = result.Document!.Flags["checkout-v2"];
        Assert.Multiple(() =>
        {
            Assert.That(flag.Kind, Is.EqualTo(FlagKind.Experiment));
            Assert.That(flag.EffectiveExpiry, Is.EqualTo(new DateOnly(2027, 2, 15)));
            Assert.That(flag.Environments["production"].Rules[1].Rollout!.Percent, Is.EqualTo(2.5m));
            Assert.That(flag.Environments["production"].Rollout!.Ramp!.StepsMilliPercent, Is.EqualTo([1_000, 5_000, 25_000, 50_000]));
            Assert.That(flag.Guard!.SloObjective, Is.EqualTo(99.9));
        });
    }
}
