using Dataface.Flags.Providers;

namespace Dataface.Flags.Tests.Serving;

/// <summary>A flag ends by itself at midnight of the day on which it expires.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ExpiryTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly LogRecorder _log = new();

    public void Dispose() => _log.Dispose();

    private Task<FlagClient> StartAsync(TimeProvider time) => FlagClient.StartAsync(
        options =>
        {
            options.Environment = "production";
            options.TimeProvider = time;
            options.AddProvider(new InMemoryFlagConfigProvider(ServingDocument.On(expires: "2026-11-22")));
        },
        _log);

    [Test, Rule("flags expire")]
    public async Task Expiry_Midnight_SwitchesOffWithoutAReload()
    {
        await using var flags = await StartAsync(_time);
        Assert.That(_log.Count(4006), Is.EqualTo(1), "everybody has it and it expires soon");
        _time.Advance(TimeSpan.FromHours(35.99));
        Assert.That(flags.IsEnabled("f"));
        _time.Advance(TimeSpan.FromHours(0.01));
        Assert.That(flags.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Expired));
        Assert.That(_log.Count(4005), Is.EqualTo(1));
        Assert.That(flags.Status.Expiring.Single().IsExpired);
    }

    [Test, Rule("flags expire")]
    public async Task Expiry_TimerFiresJustBeforeMidnight_IsNotFiveMinutesLate()
    {
        await using var flags = await StartAsync(new EarlyTimers(_time));
        _time.Advance(TimeSpan.FromHours(36) + TimeSpan.FromSeconds(1));
        Assert.That(flags.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Expired));
    }

    /// <summary>Fires timers a tick before their time, which has come once whoever is called has looked at the clock.</summary>
    private sealed class EarlyTimers(ManualTimeProvider time) : TimeProvider
    {
        private int _isEarly;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() - TimeSpan.FromTicks(Interlocked.Exchange(ref _isEarly, 0));

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            DateTimeOffset? fired = null;
            return time.CreateTimer(
                given =>
                {
                    // The clock goes on: what fires at a time once more is not early any more.
                    var now = time.GetUtcNow();
                    (_isEarly, fired) = (now == fired ? 0 : 1, now);
                    callback(given);
                },
                state, dueTime, period);
        }
    }
}
