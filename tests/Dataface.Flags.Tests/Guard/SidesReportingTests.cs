using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;

namespace Dataface.Flags.Tests.Guard;

/// <summary>What is said of a side that reports less does not waver with its evidence.</summary>
[TestFixture]
internal sealed class SidesReportingTests
{
    [Test]
    public void Look_EvidenceFallsBackALittleAfterASideWasNamed_TheSideStaysNamed()
    {
        var sides = Warm();
        var missing = 0;
        while (sides.Short == RolloutArm.None) sides.Look(Bucket(200, 200 + ++missing));
        Assert.That(sides.Short, Is.EqualTo(RolloutArm.Treatment));

        var weaker = Bucket(200, 200 + missing - 1);
        var unnamed = Warm();
        unnamed.Look(weaker);
        Assert.That(unnamed.Short, Is.EqualTo(RolloutArm.None), "so much alone names no side");
        sides.Look(weaker);
        Assert.That(sides.Short, Is.EqualTo(RolloutArm.Treatment), "at the next look");
        sides.Close(weaker);
        Assert.That(sides.Short, Is.EqualTo(RolloutArm.Treatment), "when the bucket is closed");
    }

    [Test]
    public void Look_EvidenceIsGoneAfterASideWasNamed_NoSideIsNamed()
    {
        var sides = Warm();
        sides.Look(Bucket(200, 400));
        Assert.That(sides.Short, Is.EqualTo(RolloutArm.Treatment));
        sides.Look(Bucket(200, 200));
        Assert.That(sides.Short, Is.EqualTo(RolloutArm.None));
    }

    /// <summary>Both sides are heard of.</summary>
    private static SidesReporting Warm()
    {
        var sides = new SidesReporting(new GuardDefinition(), 0.5, 0.5);
        sides.Close(Bucket(100, 100));
        return sides;
    }

    private static TimeBucket Bucket(int treatment, int control)
    {
        var bucket = new TimeBucket();
        foreach (var signal in new[] { GuardSignals.Seen, GuardSignals.Untimed })
        {
            bucket.Add(signal, isControl: false, 0, treatment);
            bucket.Add(signal, isControl: true, 0, control);
        }

        return bucket;
    }
}
