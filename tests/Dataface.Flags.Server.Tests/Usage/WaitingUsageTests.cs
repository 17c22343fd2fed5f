using Dataface.Flags.Server.Storage;
using Dataface.Flags.Server.Usage;

namespace Dataface.Flags.Server.Tests.Usage;

/// <summary>What waits to be kept, in bounded memory.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class WaitingUsageTests
{
    private readonly ManualTimeProvider _time = new();

    private WaitingUsage Waiting => field ??= new(_time);

    [Test]
    public void TryAdd_MoreThanThereIsRoomFor_IsNotTaken()
    {
        var told = 0;
        Waiting.Many += () => told++;
        var lines = Enumerable.Range(0, 500).Select(i => new UsageLine($"f{i}", "on", "rollout", 1)).ToList();
        var taken = Enumerable.Range(0, 200).Count(number => Waiting.TryAdd(Guid.NewGuid(), number, "production", "shop", lines));
        Assert.That(taken, Is.InRange(95, 100));
        Assert.That(told, Is.GreaterThan(0), "it is kept soon");
        Assert.That(Waiting.TakeAll(), Has.Count.EqualTo(taken));
        Assert.That(Waiting.TryAdd(Guid.NewGuid(), 1, "production", "shop", lines), Is.True, "there is room again");
    }

    [Test, Rule("usage counts once")]
    public void PutBack_WhatCouldNotBeKept_WaitsOnWithItsAge()
    {
        var source = Guid.NewGuid();
        Waiting.TryAdd(source, 1, "production", "shop", []);
        _time.Advance(TimeSpan.FromSeconds(40));
        var taken = Waiting.TakeAll();
        Assert.That(taken.Single().Age, Is.EqualTo(TimeSpan.FromSeconds(40)));
        Waiting.TryAdd(source, 2, "production", "shop", []);
        Waiting.PutBack(taken);
        Waiting.TryAdd(source, 1, "production", "shop", []);
        _time.Advance(TimeSpan.FromSeconds(20));
        var again = Waiting.TakeAll();
        Assert.That(again.Select(report => report.Number), Is.EqualTo(new[] { 1, 2 }), "the oldest first, and each once");
        Assert.That(again[0].Age, Is.EqualTo(TimeSpan.FromSeconds(60)));
        Assert.That(Waiting.TakeAll(), Is.Empty);
    }
}
