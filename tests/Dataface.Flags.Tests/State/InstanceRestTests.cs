using Dataface.Flags.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dataface.Flags.Tests.State;

/// <summary>When an instance reports again that was refused.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class InstanceRestTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly Transport _transport = new();

    [Test]
    public async Task Report_RefusedAgainAndAgain_IsRepeatedAfterEachRest()
    {
        _transport.Refuses = true;
        await using var reporter = Start(_time);
        for (var refused = 1; refused <= 12; refused++)
            await _time.AdvanceUntilAsync(() => _transport.Sent >= refused, TimeSpan.FromSeconds(5));
    }

    [Test]
    public async Task Report_RefusedAndThenTakenWithNews_ContinuesAtTheIntervals()
    {
        _transport.Refuses = true;
        await using var reporter = Start(_time);
        await _time.AdvanceUntilAsync(() => _transport.Sent == 1, TimeSpan.Zero);
        _transport.Refuses = false;
        reporter.InForce();
        for (var sent = 2; sent <= 4; sent++)
            await _time.AdvanceUntilAsync(() => _transport.Sent >= sent, TimeSpan.FromSeconds(1));
        Assert.That(_time.GetUtcNow() - new ManualTimeProvider().GetUtcNow(), Is.LessThan(TimeSpan.FromMinutes(3)));
    }

    [Test]
    public async Task Report_ClockIsSetBackDuringTheRest_IsRepeatedAfterIt()
    {
        var clock = new SettableClock(_time);
        _transport.Refuses = true;
        await using var reporter = Start(clock);
        await _time.AdvanceUntilAsync(() => _transport.Sent == 1, TimeSpan.Zero);
        clock.Offset = TimeSpan.FromDays(-365);
        await _time.AdvanceUntilAsync(() => _transport.Sent == 2, TimeSpan.FromMinutes(1));
    }

    private InstanceReporter Start(TimeProvider time) => new(
        _transport, new("shop", "1.0.0", "test", time.GetUtcNow()), () => new("lineage", 1, "", null), new(() => []), null,
        time, NullLogger.Instance);

    private sealed class Transport : IInstanceTransport
    {
        private volatile int _sent;

        public int Sent => _sent;

        public bool Refuses { get; set; }

        public string Name => "server";

        public InstanceClaim? Claim => null;

        public Task<InstanceReceipt> SendAsync(InstanceStatement statement, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _sent);
            return Refuses ? throw new InstanceRefusedException("no room", new InvalidOperationException(), isForgotten: false)
                : Task.FromResult(new InstanceReceipt(TimeSpan.FromSeconds(30), 1));
        }

        public Task SendLastAsync(InstanceClaim gone, InstanceStatement farewell, CancellationToken cancellationToken) =>
            Task.CompletedTask;
    }
}
