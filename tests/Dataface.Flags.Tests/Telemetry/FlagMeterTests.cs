using System.Diagnostics.Metrics;
using Dataface.Flags.Providers;
using Dataface.Flags.Telemetry;
using Dataface.Flags.Tests.Evaluating;
using Dataface.Flags.Tests.Serving;

namespace Dataface.Flags.Tests.Telemetry;

[TestFixture, NonParallelizable]
internal sealed class FlagMeterTests
{
    [Test]
    public async Task Meter_AfterEvaluations_TellsFlagVariantAndReason()
    {
        await using var flags = await FlagClient.StartAsync(o =>
        {
            o.Environment = "production";
            o.TimeProvider = new ManualTimeProvider();
            o.AddProvider(new InMemoryFlagConfigProvider(ServingDocument.On("metered", expires: "2026-11-25")));
        });
        for (var i = 0; i < 7; i++) flags.IsEnabled("metered");
        flags.IsEnabled("no such flag");
        await flags.KillSwitch.KillAsync(new() { Flag = "metered", By = "ops", Reason = "errors" });
        flags.IsEnabled("metered");

        var measured = Measure();
        Assert.Multiple(() =>
        {
            Assert.That(measured,
                Does.Contain((TelemetryNames.Evaluations, 7L,
                    "dataface.flags.reason=served feature_flag.key=metered feature_flag.result.reason=static "
                    + "feature_flag.result.variant=on")));
            Assert.That(measured,
                Does.Contain((TelemetryNames.Evaluations, 1L,
                    "dataface.flags.reason=killed feature_flag.key=metered feature_flag.result.reason=disabled "
                    + "feature_flag.result.variant=off")));
            Assert.That(measured, Does.Contain((TelemetryNames.EvaluationProblems, 1L, "dataface.flags.reason=flag_not_found")));
            Assert.That(measured, Does.Contain((TelemetryNames.Kills, 1L, "")));
            Assert.That(measured, Does.Contain((TelemetryNames.Expiring, 1L, "dataface.flags.fully_on=True")));
            Assert.That(measured, Does.Contain((TelemetryNames.ProviderStale, 0L, "dataface.flags.provider=memory")));
            Assert.That(measured, Does.Contain((TelemetryNames.StateStale, 0L, "")));
        });
    }

    [Test]
    public async Task Meter_ValueThatCanNeverMatch_TellsFlagAndKind()
    {
        await using var flags = await FlagClient.StartAsync(o =>
        {
            o.Environment = "production";
            o.TimeProvider = new ManualTimeProvider();
            o.AddProvider(new InMemoryFlagConfigProvider(Conditions.Json("""{ "attribute": "age", "atLeast": 18 }""")));
        });
        for (var i = 0; i < 3; i++) flags.IsEnabled("f", EvaluationContext.ForUser("u").With("age", "17"));
        Assert.That(Measure(), Does.Contain((TelemetryNames.EvaluationMismatches, 3L, "dataface.flags.mismatch=type feature_flag.key=f")));
    }

    private static List<(string Name, long Value, string Tags)> Measure()
    {
        var measured = new List<(string, long, string)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == TelemetryNames.Meter) l.EnableMeasurementEvents(instrument);
            },
        };
        void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            measured.Add((instrument.Name, value,
                string.Join(' ', tags.ToArray().OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}"))));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        return measured;
    }
}
