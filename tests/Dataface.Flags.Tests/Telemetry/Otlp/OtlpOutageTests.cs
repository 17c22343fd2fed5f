using Dataface.Flags.Providers;
using Dataface.Flags.Telemetry;
using Dataface.Flags.Tests.Exposures;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Tests.Telemetry.Otlp;

/// <summary>A collector that is down: evaluations go on, nothing grows, one log line.</summary>
[TestFixture, NonParallelizable]
internal sealed class OtlpOutageTests
{
    private const int Evaluations = 100_000;
    private const long MostGrowth = 2_000_000;

    [Test, Rule("an evaluation never blocks")]
    public async Task Collector_Down_EvaluationsContinueInBoundedMemoryAndLogOnce()
    {
        var nobody = LoopbackServer.Nobody();
        using var telemetry = new OtlpPipeline(nobody, nobody, nobody);
        using var log = new LogRecorder();
        await using var flags = await FlagClient.StartAsync(
            o =>
            {
                (o.Environment, o.UnitSecret) = (ExposureDocument.Environment, ExposureDocument.Secret);
                o.TimeProvider = new ManualTimeProvider();
                o.AddProvider(new InMemoryFlagConfigProvider(ExposureDocument.Experiment()));
                o.EvaluationEvents.Flags.Add("f");
            },
            new Split(telemetry.Loggers, log));

        // The exporter's queue, which keeps 2,048 events, is full after the first round.
        Evaluate(flags);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var round = 0; round < 4; round++) Evaluate(flags);
        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        telemetry.SendCounters();
        await Eventually.HoldsAsync(() => log.Count(1006) > 0, "the log says that telemetry is not exported");
        telemetry.Dispose();
        TestContext.Out.WriteLine($"{4 * Evaluations} events more: {growth} live bytes more. {log.Events.First(e => e.Id == 1006).Text}");
        Assert.Multiple(() =>
        {
            Assert.That(growth, Is.LessThan(MostGrowth), "nothing grows");
            Assert.That(log.Count(1006), Is.EqualTo(1));
            Assert.That(flags.ReadCounts().Sum(c => c.Count), Is.EqualTo(5 * Evaluations), "every evaluation is counted");
        });
    }

    private static void Evaluate(FlagClient flags)
    {
        for (var i = 0; i < Evaluations; i++) flags.IsEnabled("f", EvaluationContext.ForUser("user-42"));
    }

    /// <summary>Sends evaluation events to OpenTelemetry and keeps everything else.</summary>
    private sealed class Split(ILoggerFactory events, ILoggerFactory others) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) =>
            (categoryName == TelemetryNames.EvaluationEventCategory ? events : others).CreateLogger(categoryName);

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
