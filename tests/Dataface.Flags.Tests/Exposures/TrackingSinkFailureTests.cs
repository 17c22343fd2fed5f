using System.Diagnostics.Metrics;
using Dataface.Flags.Exposures;
using Dataface.Flags.Providers;
using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Tests.Exposures;

/// <summary>A sink that throws or stalls: the application goes on, nothing grows, and what comes again comes with the same ids.</summary>
[TestFixture]
internal sealed class TrackingSinkFailureTests
{
    private const int Capacity = 100;

    private static readonly EvaluationContext User = EvaluationContext.ForUser("user-1");

    private ManualTimeProvider _time = null!;
    private LogRecorder _log = null!;
    private UnreliableSink _sink = null!;

    [SetUp]
    public void MakeSink() => (_time, _sink, _log) = (new(), new(), new());

    [Test, Rule("an event counts once")]
    public async Task Sink_Throws_TheSameBatchComesAgainWithTheSameIds()
    {
        await using var flags = await StartAsync();
        _sink.IsThrowing = true;
        flags.Track("order_placed", User, 1);
        await Eventually.HoldsAsync(() => _sink.Calls == 1, "it is tried");
        flags.Track("order_placed", User, 2);
        await _time.AdvanceUntilAsync(() => _sink.Calls == 3, TimeSpan.FromMilliseconds(100));
        _sink.IsThrowing = false;
        await _time.AdvanceUntilAsync(() => _sink.Taken.TrackedEvents.Count == 2, TimeSpan.FromMilliseconds(100));
        Assert.That(_sink.Tried.Take(4), Is.All.EqualTo(_sink.Tried.First()));
        Assert.That(_sink.Taken.TrackedEvents.Select(e => e.Value), Is.EqualTo([1, 2]));
        Assert.That((_log.Count(6000), _log.Count(6001)), Is.EqualTo((1, 1)));
    }

    [Test, Rule("an evaluation never blocks")]
    public async Task Sink_Stalls_WhatFindsNoRoomIsDroppedAndCounted()
    {
        await using var flags = await StartAsync();
        var stalling = _sink.Stall();
        flags.Track("order_placed", User);
        await Eventually.HoldsAsync(() => _sink.Calls == 1, "the sink stalls");
        for (var i = 0; i < 3 * Capacity; i++) flags.Track("order_placed", User);
        Assert.That(_log.Events.Single(e => e.Id == 6002).Text, Does.Contain("tracked events"));
        stalling.SetResult();
        await Eventually.HoldsAsync(() => _sink.Taken.TrackedEvents.Count == 1 + Capacity, "what waited is written");
        await Eventually.HoldsAsync(() => _log.Count(6003) == 1, "it has caught up");
        Assert.That(Measure(), Is.SupersetOf(new[]
        {
            (TelemetryNames.TrackedEvents, "unreliable", "", 1L + Capacity),
            (TelemetryNames.TrackedEventsDropped, "unreliable", "full", 2L * Capacity),
            (TelemetryNames.TrackedEventsDropped, "unreliable", "failed", 0L),
            (TelemetryNames.TrackedEventsDropped, "", "value", 0L),
        }));
    }

    [Test]
    public async Task Sink_ThrowsForGood_TheBatchIsDroppedAndCounted()
    {
        await using var flags = await StartAsync();
        _sink.IsThrowing = true;
        flags.Track("order_placed", User);
        var pump = flags.Tracked!.Pumps.Single();
        await _time.AdvanceUntilAsync(() => pump.Dropped.Contains(("failed", 1)), TimeSpan.FromMilliseconds(500));
        Assert.That(_sink.Tried, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task Sink_TakesBothKinds_IsCalledWithOneBatchAtATime()
    {
        await using var flags = await StartAsync();
        for (var i = 0; _sink.Calls < 500; i++)
        {
            var user = EvaluationContext.ForUser($"user-{i}");
            flags.IsEnabled("f", user);
            flags.Track("order_placed", user);
        }

        await flags.DisposeAsync();
        Assert.That(Math.Min(_sink.Taken.Count, _sink.Taken.TrackedEvents.Count), Is.GreaterThan(Capacity), "both kinds came");
        Assert.That(_sink.WasCalledTwiceAtOnce, Is.False);
    }

    [Test]
    public async Task Dispose_StalledSink_IsGivenUpAfterTheFlushTimeout()
    {
        await using var flags = await StartAsync();
        _sink.Stall();
        flags.Track("order_placed", User);
        await Eventually.HoldsAsync(() => _sink.Calls == 1, "the sink stalls");
        var disposal = flags.DisposeAsync().AsTask();
        await _time.AdvanceUntilAsync(() => disposal.IsCompleted, TimeSpan.FromSeconds(1));
        Assert.That(flags.Tracked!.Pumps.Single().Dropped, Does.Contain(("stopped", 1L)));
        Assert.That(_log.Events.Single(e => e.Id == 6004).Text, Does.Contain("tracked events"));
    }

    private static List<(string Name, string Sink, string Cause, long Value)> Measure()
    {
        var measured = new List<(string, string, string, long)>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => l.EnableMeasurementEvents(instrument) };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(t => t.Key, t => t.Value as string ?? "");
            var (sink, cause) = (all.GetValueOrDefault(TelemetryNames.Sink, ""), all.GetValueOrDefault(TelemetryNames.DropCause, ""));
            measured.Add((instrument.Name, sink, cause, value));
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return measured;
    }

    private Task<FlagClient> StartAsync() => FlagClient.StartAsync(
        o =>
        {
            (o.Environment, o.TimeProvider) = (ExposureDocument.Environment, _time);
            (o.Exposures.Units, o.Exposures.QueueCapacity) = (UnitForm.Plain, Capacity);
            o.AddProvider(new InMemoryFlagConfigProvider(ExposureDocument.Experiment())).AddExposureSink(_sink);
        },
        _log);
}
