using Dataface.Flags.Server.Instances;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Tests.Instances;

/// <summary>How often instances are asked to report.</summary>
[TestFixture]
internal sealed class KnownInstancesTests
{
    [TestCase(1, 30)]
    [TestCase(15_000, 30)]
    [TestCase(20_000, 40)]
    public void Interval_OfAFleet_KeepsReportsPerSecondBelowTheBound(int instances, double seconds)
    {
        var known = new KnownInstances(Options.Create(new ServerSettings()), TimeProvider.System);
        Assert.That(known.IntervalFor(instances), Is.EqualTo(TimeSpan.FromSeconds(seconds)));
        Assert.That(instances / seconds, Is.LessThanOrEqualTo(InstanceBounds.ReportsPerSecond));
    }
}
