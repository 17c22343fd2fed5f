using Dataface.Flags.Server.Instances;
using Dataface.Flags.Testing;

namespace Dataface.Flags.Server.Tests.Instances;

/// <summary>How many are kept, who leaves first, and what one costs.</summary>
[TestFixture]
internal sealed class EnvironmentInstancesTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private ManualTimeProvider _time = null!;
    private EnvironmentInstances _instances = null!;

    [SetUp]
    public void Begin()
    {
        _time = new ManualTimeProvider(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));
        _instances = new EnvironmentInstances(_time, _ => Interval);
    }

    [Test]
    public void Take_OneKeyBeyondItsBound_LeavesRoomForOthersAndSaysThatSomeAreNotCounted()
    {
        var first = Instance("bad");
        Assert.That(_instances.TryTake(first, isOwn: true), Is.True);
        Assert.That(_instances.IsPartial, Is.False);
        for (var i = 1; i < InstanceBounds.MostOfKey; i++) Assert.That(_instances.TryTake(Instance("bad"), isOwn: true), Is.True);
        Assert.That(_instances.IsPartial, Is.True, "another replica may have refused some");
        Assert.That(_instances.TryTake(Instance("bad"), isOwn: true), Is.False);
        Assert.That(_instances.TryTake(Instance("good"), isOwn: true), Is.True);
        Assert.That(_instances.IsPartial, Is.True);
        Assert.That(_instances.Count, Is.EqualTo(InstanceBounds.MostOfKey + 1));
        _instances.TryTake(first with { Report = first.Report with { Sequence = 2, Leaves = true } }, isOwn: true);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.That(_instances.IsPartial, Is.True, "the one that was refused still rests");
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.That(_instances.IsPartial, Is.False);
    }

    [Test]
    public void Take_MoreThanAnEnvironmentHolds_SilentOnesLeaveFirst()
    {
        for (var i = 0; i < InstanceBounds.MostOfEnvironment; i++) _instances.TryTake(Instance($"key-{i % 4}"), isOwn: true);
        Assert.That(_instances.TryTake(Instance("new"), isOwn: true), Is.False);
        _time.Advance(InstanceBounds.SilentIntervals * Interval + TimeSpan.FromSeconds(1));
        var living = Instance("new");
        Assert.That(_instances.TryTake(living, isOwn: true), Is.True);
        Assert.That(_instances.List(), Is.EqualTo(new[] { living }));
    }

    [Test]
    public void Take_AThousandThatStartAndDie_AreWaitedForOnlyUntilTheyAreSilent()
    {
        for (var i = 0; i < 1_000; i++) _instances.TryTake(Instance("churning"), isOwn: true);
        Assert.That(_instances.Begin("", 5).Expected, Is.EqualTo(1_000));
        _time.Advance(InstanceBounds.SilentIntervals * Interval + TimeSpan.FromSeconds(1));
        var living = Instance("living", applied: 5);
        _instances.TryTake(living, isOwn: true);
        var wait = _instances.Begin("", 5);
        Assert.That(wait.Expected, Is.EqualTo(1));
        Assert.That(wait.All.IsCompleted, Is.True);
        _time.Advance(InstanceBounds.Remembered);
        _instances.Forget(new("", 0, 0));
        Assert.That(_instances.Count, Is.EqualTo(1), "the living one was heard a moment later");
    }

    [Test]
    public void Silence_InstanceWithALongerInterval_IsThreeOfThose()
    {
        var rare = Instance("shops") with { Interval = 3 * Interval };
        _instances.TryTake(rare, isOwn: true);
        _instances.TryTake(Instance("shops") with { Interval = Interval }, isOwn: true);
        _time.Advance(InstanceBounds.SilentIntervals * Interval + TimeSpan.FromSeconds(1));
        var (expected, missing, _) = _instances.End(_instances.Begin("", 5));
        Assert.That(expected, Is.EqualTo(1), "no kill is confirmed by all while it has not said so");
        Assert.That(missing, Is.EqualTo(new[] { rare }));
        _time.Advance(InstanceBounds.SilentIntervals * 2 * Interval);
        Assert.That(_instances.IsSilent(rare), Is.True);
    }

    [Test]
    public void Wait_PositionOfAnotherLineage_ConfirmsNothing()
    {
        var instance = Instance("shops", applied: 1);
        _instances.TryTake(instance, isOwn: true);
        var wait = _instances.Begin("", 5);
        _instances.TryTake(Next(instance, "after-a-backup", 99), isOwn: true);
        Assert.That(wait.All.IsCompleted, Is.False);
        _instances.TryTake(Next(instance, "", 5, sequence: 3), isOwn: true);
        Assert.That(wait.All.IsCompleted, Is.True);
        Assert.That(_instances.End(wait).Expected, Is.EqualTo(1));
        Assert.That(_instances.End(wait).Missing, Is.Empty);
    }

    [Test]
    public void Wait_InstanceThatLeavesMeanwhile_IsNotNamed()
    {
        var (leaving, staying) = (Instance("shops"), Instance("shops", applied: 5));
        _instances.TryTake(leaving, isOwn: true);
        _instances.TryTake(staying, isOwn: true);
        var wait = _instances.Begin("", 5);
        Assert.That(wait.Expected, Is.EqualTo(2));
        _instances.TryTake(leaving with { Report = leaving.Report with { Sequence = 2, Leaves = true } }, isOwn: true);
        Assert.That(wait.All.IsCompleted, Is.True);
        Assert.That(wait.Expected, Is.EqualTo(1));
    }

    [Test]
    public void Count_OfGhostsOfOneKey_HidesNoGapOfAnother()
    {
        for (var i = 0; i < 300; i++) _instances.TryTake(Instance("misused"), isOwn: true);
        _time.Advance(TimeSpan.FromSeconds(41));
        var shop = Instance("shops");
        _instances.TryTake(shop, isOwn: true);
        _time.Advance(TimeSpan.FromSeconds(10));
        var confirmation = Confirm(_instances.Begin("", 5));
        Assert.That(confirmation.Summary, Does.StartWith(
            $"In force in 0 of 301 instances after 180 ms; not confirmed: {shop.Name}, last heard 10 s ago; ").And.EndsWith(
            "and 291 more with the key 'misused'."));
        Assert.That(confirmation.Unconfirmed.Select(key => (key.Key, key.Count)), Is.EqualTo(new[] { ("shops", 1), ("misused", 300) }));
    }

    [Test, Rule("operators can believe the answer")]
    public void Silent_InstanceThatHasNotLeft_IsNamedAndKeepsTheChangeFromBeingConfirmed()
    {
        var ghost = Instance("ghosts");
        _instances.TryTake(ghost, isOwn: true);
        _instances.TryTake(Instance("ghosts", applied: 5), isOwn: true);
        var gone = Instance("ghosts");
        _instances.TryTake(gone, isOwn: true);
        _instances.TryTake(gone with { Report = gone.Report with { Sequence = 2, Leaves = true } }, isOwn: true);
        _time.Advance(TimeSpan.FromMinutes(3));
        var none = Confirm(_instances.Begin("", 5));
        Assert.That(none.Summary, Is.EqualTo("No instance has reported to this server lately, so none can confirm; "
            + $"not counted: {ghost.Name}, silent for 3 min."));
        _instances.TryTake(Instance("shops", applied: 5), isOwn: true);
        var wait = _instances.Begin("", 5);
        Assert.That(wait.All.IsCompleted, Is.True, "nobody waits for the silent");
        var confirmation = Confirm(wait);
        Assert.That(confirmation.IsComplete, Is.False);
        Assert.That(confirmation.Confirmed, Is.EqualTo(1));
        Assert.That(confirmation.Expected, Is.EqualTo(1));
        Assert.That(confirmation.Silent, Is.EqualTo(1));
        Assert.That(confirmation.SilentKeys.Single().Instances.Single().Id, Is.EqualTo(ghost.Id));
        Assert.That(confirmation.Summary, Is.EqualTo(
            $"In force in 1 of 1 instance after 180 ms; not counted: {ghost.Name}, silent for 3 min."));
        wait = _instances.Begin("", 5);
        _instances.TryTake(Next(ghost, "", 5) with { HeardAt = _time.GetTimestamp() }, isOwn: true);
        confirmation = Confirm(wait);
        Assert.That(confirmation.IsComplete, Is.True, "it has come back and confirmed");
        Assert.That(confirmation.Expected, Is.EqualTo(2));
    }

    [Test, Rule("operators can believe the answer")]
    public void Forget_OneThatIsGone_IsCountedByNoWaitUnlessItReportsAgain()
    {
        var (ghost, stuck) = (Instance("ghosts"), Instance("shops"));
        _instances.TryTake(ghost, isOwn: true);
        _time.Advance(TimeSpan.FromMinutes(3));
        stuck = stuck with { HeardAt = _time.GetTimestamp() };
        _instances.TryTake(stuck, isOwn: true);
        var wait = _instances.Begin("", 5);
        _instances.Forget(ghost.Id, ghost.Report.Sequence);
        Assert.That(wait.All.IsCompleted, Is.False, "it still waits for the other one");
        Assert.That(Confirm(wait).Silent, Is.Zero);
        wait = _instances.Begin("", 5);
        _instances.Forget(stuck.Id, stuck.Report.Sequence);
        Assert.That(wait.All.IsCompleted, Is.True);
        Assert.That(_instances.Count, Is.Zero);
        _instances.TryTake(Next(ghost, "", 5), isOwn: true);
        _instances.Forget(ghost.Id, ghost.Report.Sequence);
        Assert.That(_instances.List().Select(instance => instance.Id), Is.EqualTo(new[] { ghost.Id }), "it has reported since");
    }

    [Test]
    public void Names_OfManyKeys_AreAllInTheListAndTheSentenceSaysHowManyItLeavesOut()
    {
        for (var key = 1; key <= 30; key++)
        {
            for (var i = 0; i < key; i++) _instances.TryTake(Instance($"key-{key:00}"), isOwn: true);
        }

        var confirmation = Confirm(_instances.Begin("", 5));
        Assert.That(confirmation.Unconfirmed.Select(key => key.Count), Is.EqualTo(Enumerable.Range(1, 30)));
        Assert.That(confirmation.Unconfirmed.Sum(key => key.Instances.Count), Is.EqualTo(465));
        Assert.That(confirmation.Summary, Does.EndWith("; and 455 more of 26 other keys.").And.Not.Contain("key-05"));
        for (var i = 0; i < 1_000; i++) _instances.TryTake(Instance("misused"), isOwn: true);
        confirmation = Confirm(_instances.Begin("", 5));
        Assert.That(confirmation.Unconfirmed.Sum(key => key.Instances.Count), Is.EqualTo(1_000));
        Assert.That(confirmation.Unconfirmed[^1].Count, Is.EqualTo(1_000));
    }

    [Test]
    public void Take_OneKeyBeyondItsBound_ForgetsNoSilentOneOfAnother()
    {
        var silent = Instance("shops");
        _instances.TryTake(silent, isOwn: true);
        for (var i = 0; i < InstanceBounds.MostOfKey; i++) _instances.TryTake(Instance("churning"), isOwn: true);
        _time.Advance(TimeSpan.FromMinutes(3));
        _instances.TryTake(Instance("churning"), isOwn: true);
        Assert.That(_instances.List(), Has.Count.EqualTo(2).And.Contain(silent));
    }

    [Test]
    public void Instance_WithTheLongestTexts_CostsAtMostTwoKilobytes()
    {
        const int Count = 2_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Count; i++) _instances.TryTake(Largest(), isOwn: true);
        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
        TestContext.Out.WriteLine($"{each} bytes");
        Assert.That(each, Is.LessThanOrEqualTo(2_048));
        GC.KeepAlive(_instances);
    }

    [Test, Rule("operators can believe the answer")]
    public void Forget_InstanceThatFellSilentWithoutAChange_IsKeptForAWeekAndNotAskedForLaterChanges()
    {
        var (lacking, holding) = (Instance("shops"), Instance("shops", applied: 5));
        _instances.TryTake(lacking, isOwn: true);
        _instances.TryTake(holding, isOwn: true);
        _time.Advance(InstanceBounds.Remembered + TimeSpan.FromSeconds(1));
        _instances.Forget(new("", 1, 5));
        Assert.That(_instances.List(), Is.EqualTo(new[] { lacking }));
        Assert.That(_instances.Lingering, Is.EqualTo(new[] { lacking.Id }));
        Assert.That(_instances.End(_instances.Begin("", 5, InstanceBounds.Remembered)).Silent, Is.EqualTo(new[] { lacking }));
        Assert.That(_instances.End(_instances.Begin("", 6)).Silent, Is.Empty, "it was long silent when that change was made");
        _time.Advance(InstanceBounds.Unconfirmed);
        _instances.Forget(new("", 1, 6));
        Assert.That(_instances.List(), Is.Empty);
    }

    [Test, Rule("operators can believe the answer")]
    public void Refusal_OfAReplica_MakesTheCountPartialHereToo()
    {
        for (var i = 0; i <= InstanceBounds.MostOfKey; i++) _instances.TryTake(Instance("bad"), isOwn: false);
        Assert.That(_instances.TryTake(Instance("bad"), isOwn: true, out var isNews), Is.False);
        Assert.That(isNews, Is.False, "others have been told a moment ago");
        var refusal = _instances.TakeRefusal("production")!;
        Assert.That(_instances.TakeRefusal("production"), Is.Null);
        var kept = refusal.Write(TimeSpan.Zero);
        Assert.That(RefusalLine.Read(kept, refusal.At), Is.EqualTo(refusal));
        Assert.That(InstanceLine.Read(kept, 0, _time.GetUtcNow()), Is.Null, "older servers pass over it");

        var replica = new EnvironmentInstances(_time, _ => Interval);
        Assert.That(replica.IsPartial, Is.False);
        replica.HearOfRefusal(refusal.At);
        Assert.That(replica.IsPartial, Is.True);
        _time.Advance(InstanceBounds.Refused);
        Assert.That(replica.IsPartial, Is.False);
        Assert.That(_instances.TryTake(Instance("bad"), isOwn: true, out isNews) || isNews, Is.True);
    }

    private Confirmation Confirm(ConfirmationWait wait) =>
        Confirmation.Of(_instances.End(wait), TimeSpan.FromMilliseconds(180), instance => _time.GetElapsedTime(instance.HeardAt));

    private InstanceView Largest()
    {
        string Text(int length) => new('x', length);
        var largest = Instance("key");
        return largest with
        {
            Report = largest.Report with
            {
                Service = Text(64),
                From = Text(80),
                Version = Text(64),
                Sdk = Text(64),
                Lineage = Text(64),
                Definitions = Text(200),
                Problem = Text(200),
            },
        };
    }

    private InstanceView Instance(string key, long applied = 0) => new()
    {
        Id = Guid.NewGuid(),
        Key = key,
        Report = new("production", "shop", "1", "test/1", _time.GetUtcNow(), 1, "", applied),
        HeardAt = _time.GetTimestamp(),
    };

    private static InstanceView Next(InstanceView instance, string lineage, long applied, long sequence = 2) =>
        instance with { Report = instance.Report with { Sequence = sequence, Lineage = lineage, Applied = applied } };
}
