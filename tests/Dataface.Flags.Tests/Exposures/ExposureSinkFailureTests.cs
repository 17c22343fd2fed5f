using System.Diagnostics.Metrics;
using Dataface.Flags.Exposures;
using Dataface.Flags.Providers;
using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Tests.Exposures;

/// <summary>A sink that throws or stalls: evaluations go on, nothing grows, one log line.</summary>
[TestFixture]
internal sealed class ExposureSinkFailureTests
{
    private const int Capacity = 1_000;
    private const int Users = 20_000;

    private ManualTimeProvider _time = null!;
    private LogRecorder _log = null!;
    private UnreliableSink _sink = null!;

    [SetUp]
    public void MakeSink() => (_time, _sink, _log) = (new(), new(), new());

    [Test, Rule("an evaluation never blocks")]
    public async Task Sink_Stalls_EvaluationsContinueAndTheLostUnitsComeAgain()
    {
        await using var flags = await StartAsync();
        var stalling = _sink.Stall();
        Evaluate(flags, 0, 1);
        await Eventually.HoldsAsync(() => _sink.Calls == 1, "the sink stalls");
        for (var round = 0; round < 3; round++) Evaluate(flags, 1, Users);
        var pump = flags.Exposures!.Pumps.Single();
        Assert.Multiple(() =>
        {
            Assert.That(_log.Count(6002), Is.EqualTo(1), "one log line");
            Assert.That(pump.Dropped.Single(d => d.Cause == "full").Count, Is.EqualTo(3 * (Users - 1 - Capacity)));
        });

        stalling.SetResult();
        await Eventually.HoldsAsync(() => pump.Written == 1 + Capacity, "what waited is written");
        for (var written = 0L; written != pump.Written && pump.Written < Users;)
        {
            written = pump.Written;
            Evaluate(flags, 0, Users);
            await Eventually.HoldsAsync(() => pump.Written > written, "more is written");
            await Eventually.HoldsAsync(() => _log.Count(6003) == _log.Count(6002), "it has caught up");
        }

        Assert.That(_sink.Taken.Exposures.Select(e => e.Unit).Distinct().Count(), Is.EqualTo(Users));
        Assert.That(_sink.Taken.Count, Is.EqualTo(Users), "nobody is there twice");
    }

    [Test]
    public async Task Sink_Throws_TheBatchComesAgainAndItIsLoggedOnce()
    {
        await using var flags = await StartAsync();
        _sink.IsThrowing = true;
        Evaluate(flags, 0, 10);
        await _time.AdvanceUntilAsync(() => _sink.Calls >= 3, TimeSpan.FromMilliseconds(100));
        Assert.That(_log.Count(6000), Is.EqualTo(1));
        _sink.IsThrowing = false;
        await _time.AdvanceUntilAsync(() => _sink.Taken.Count == 10, TimeSpan.FromMilliseconds(100));
        await Eventually.HoldsAsync(() => _log.Count(6001) == 1, "it says that the sink works again");
    }

    [Test]
    public async Task Sink_ThrowsForGood_TheBatchIsDroppedCountedAndItsUnitsComeAgain()
    {
        await using var flags = await StartAsync();
        var pump = flags.Exposures!.Pumps.Single();
        _sink.IsThrowing = true;
        Evaluate(flags, 0, 10);
        await _time.AdvanceUntilAsync(() => Failed(pump) == 10, TimeSpan.FromMilliseconds(500));
        _sink.IsThrowing = false;
        Evaluate(flags, 0, 10);
        await _time.AdvanceUntilAsync(() => pump.Written == 10, TimeSpan.FromMilliseconds(500));
        Assert.That(_log.Count(6000), Is.EqualTo(1));
        Assert.That(Measure("unreliable"),
            Does.Contain((TelemetryNames.ExposuresDropped, "failed", 10L)).And.Contain((TelemetryNames.Exposures, "", 10L)));
    }

    [Test]
    public async Task Dispose_StalledSink_IsGivenUpAfterTheFlushTimeout()
    {
        await using var flags = await StartAsync();
        _sink.Stall();
        Evaluate(flags, 0, 10);
        await Eventually.HoldsAsync(() => _sink.Calls == 1, "the sink stalls");
        var disposal = flags.DisposeAsync().AsTask();
        await _time.AdvanceUntilAsync(() => disposal.IsCompleted, TimeSpan.FromSeconds(1));
        var pump = flags.Exposures!.Pumps.Single();
        Assert.That(_log.Count(6004), Is.EqualTo(1));
        Assert.That(Stopped(pump), Is.EqualTo(10), "what the sink holds counts as lost, too");
        Evaluate(flags, 10, 15);
        Assert.That((Stopped(pump), _log.Count(6002)), Is.EqualTo((15, 0)),
            "after the stop nothing is said of a sink that does not keep up");
    }

    [Test]
    public async Task Dispose_SinkFailing_BatchToRetryCountsAsStopped()
    {
        var flags = await StartAsync(o => o.Exposures.FlushTimeout = TimeSpan.Zero);
        _sink.IsThrowing = true;
        Evaluate(flags, 0, 10);
        await Eventually.HoldsAsync(() => _log.Count(6000) == 1, "the sink has failed");
        await flags.DisposeAsync();
        Assert.That(Stopped(flags.Exposures!.Pumps.Single()), Is.EqualTo(10));
    }

    [Test]
    public async Task TwoSinks_OneStalls_TheOtherGetsEverythingOnce()
    {
        var other = new InMemoryExposureSink(capacity: Users);
        var flags = await StartAsync(o => o.AddExposureSink(other));
        var stalling = _sink.Stall();
        for (var from = 0; from < Users; from += Capacity / 2)
        {
            Evaluate(flags, 0, from + (Capacity / 2));
            await Eventually.HoldsAsync(() => other.Count == from + (Capacity / 2), "the other sink keeps up");
        }

        Assert.That(other.Count, Is.EqualTo(Users));
        stalling.SetResult();
        await flags.DisposeAsync();
    }

    private static long Failed(ISinkPump pump) => pump.Dropped.Single(d => d.Cause == "failed").Count;

    private static long Stopped(ISinkPump pump) => pump.Dropped.Single(d => d.Cause == "stopped").Count;

    private static void Evaluate(FlagClient flags, int from, int to)
    {
        for (var i = from; i < to; i++) flags.IsEnabled("f", EvaluationContext.Empty.With("userId", (long)i));
    }

    private static List<(string Name, string Cause, long Value)> Measure(string sink)
    {
        var measured = new List<(string, string, long)>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => l.EnableMeasurementEvents(instrument) };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(t => t.Key, t => t.Value as string ?? "");
            if (all.GetValueOrDefault(TelemetryNames.Sink) == sink)
                measured.Add((instrument.Name, all.GetValueOrDefault(TelemetryNames.DropCause, ""), value));
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return measured;
    }

    private Task<FlagClient> StartAsync(Action<FlagClientOptions>? configure = null) => FlagClient.StartAsync(
        o =>
        {
            (o.Environment, o.TimeProvider) = (ExposureDocument.Environment, _time);
            (o.Exposures.Units, o.Exposures.QueueCapacity) = (UnitForm.Plain, Capacity);
            o.AddProvider(new InMemoryFlagConfigProvider(ExposureDocument.Experiment())).AddExposureSink(_sink);
            configure?.Invoke(o);
        },
        _log);
}
