using System.Text;
using Dataface.Flags.Server.Instances;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Tests.Instances;

/// <summary>Reports as replicas share them.</summary>
[TestFixture]
internal sealed class InstanceLineTests
{
    [Test]
    public void Interval_ThatAServerHasTold_IsKept()
    {
        var instance = new InstanceView
        {
            Id = Guid.NewGuid(),
            Key = "shops",
            Report = new("production", "shop", "1", "test/1", default, 1, "", 5),
            HeardAt = 0,
            Interval = TimeSpan.FromSeconds(7),
        };
        Assert.That(InstanceLine.Read(InstanceLine.Write(instance, TimeSpan.Zero), 0, DateTimeOffset.UnixEpoch), Is.EqualTo(instance));
    }

    [TestCase("")]
    [TestCase(""","intervalSeconds":1e300""")]
    [TestCase(""","intervalSeconds":-1""")]
    public void Interval_OfALineThatNoServerHasWritten_IsThatOfServicesThatFollowTheDatabase(string more)
    {
        var line = $$$"""
            {"key":"database user shop","report":{"environment":"production","service":"shop","version":"1","sdk":"x",
             "started":"2026-01-01T00:00:00Z","sequence":1,"lineage":"","applied":5}{{{more}}}}
            """;
        var kept = new KeptInstance(Guid.NewGuid(), 1, TimeSpan.Zero, Encoding.UTF8.GetBytes(line));
        Assert.That(InstanceLine.Read(kept, 0, DateTimeOffset.UnixEpoch)!.Interval, Is.EqualTo(TimeSpan.FromSeconds(30)));
    }
}
