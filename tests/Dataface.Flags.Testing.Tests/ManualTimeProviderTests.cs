namespace Dataface.Flags.Testing.Tests;

[TestFixture]
internal sealed class ManualTimeProviderTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly List<string> _fired = [];
    private ManualTimeProvider _clock = null!;

    [SetUp]
    public void SetClock()
    {
        _clock = new ManualTimeProvider();
        _fired.Clear();
    }

    [Test]
    public void Clock_NotAdvanced_DoesNotMove()
    {
        Assert.That((_clock.GetUtcNow(), _clock.GetUtcNow(), _clock.GetLocalNow()), Is.EqualTo((Start, Start, Start)));
        Assert.That(_clock.GetElapsedTime(_clock.GetTimestamp()), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Advance_SeveralTimers_FireInTheOrderOfTheirTimes()
    {
        using var late = Timer("late", 3);
        using var every = Timer("every", 1, 1);
        using var early = Timer("early", 0.5);
        using var beyond = Timer("beyond", 3.5);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.That(_fired, Is.EqualTo(new[] { "early 0.5", "every 1", "every 2", "late 3", "every 3" }));
        Assert.That(_clock.GetUtcNow(), Is.EqualTo(Start.AddSeconds(3)));
    }

    [Test]
    public void JumpTo_RepeatingTimer_FiresOnceAndKeepsItsBeat()
    {
        using var late = Timer("late", 86_400);
        using var every = Timer("every", 10, 60);
        using var beyond = Timer("beyond", 90_000);
        _clock.JumpTo(Start.AddDays(1));
        Assert.That(_fired, Is.EqualTo(new[] { "every 86400", "late 86400" }));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(_fired[2..], Is.EqualTo(new[] { "every 86410" }));
    }

    [Test]
    public void Advance_ByNothing_FiresWhatIsDueAtOnce()
    {
        using var timer = Timer("now", 0);
        Assert.That(_fired, Is.Empty);
        _clock.Advance(TimeSpan.Zero);
        Assert.That(_fired, Is.EqualTo(new[] { "now 0" }));
    }

    [Test]
    public void Change_OfADisposedTimer_DoesNothing()
    {
        var timer = Timer("never", 1);
        timer.Dispose();
        Assert.That(timer.Change(TimeSpan.Zero, TimeSpan.Zero), Is.False);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.That(_fired, Is.Empty);
    }

    [Test]
    public void Advance_Back_IsRefused()
    {
        Assert.That(() => _clock.Advance(TimeSpan.FromTicks(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => _clock.JumpTo(Start.AddTicks(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public async Task AdvanceUntilAsync_AWaitThatDependsOnTheClock_Ends()
    {
        var waiting = Task.Delay(TimeSpan.FromDays(2), _clock);
        await _clock.AdvanceUntilAsync(() => waiting.IsCompleted, TimeSpan.FromHours(1));
        Assert.That(_clock.GetUtcNow(), Is.EqualTo(Start.AddDays(2)));
    }

    private ITimer Timer(string name, double seconds, double period = -0.001) => _clock.CreateTimer(
        _ => _fired.Add(FormattableString.Invariant($"{name} {(_clock.GetUtcNow() - Start).TotalSeconds}")),
        null, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(period));
}
