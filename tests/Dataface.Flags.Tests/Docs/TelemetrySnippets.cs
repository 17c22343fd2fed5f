using Dataface.Flags.Exposures;
using Dataface.Flags.Providers;
using Dataface.Flags.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Dataface.Flags.Tests.Docs;

/// <summary>The code of docs/telemetry.md and docs/exposures.md, word for word, compiled and run.</summary>
[TestFixture]
internal sealed class TelemetrySnippets
{
    [Test]
    public void Providers_AsInTheDocumentation_AreBuilt()
    {
        using var meters = Sdk.CreateMeterProviderBuilder().AddDatafaceFlagsInstrumentation().AddOtlpExporter().Build();
        using var traces = Sdk.CreateTracerProviderBuilder().AddDatafaceFlagsInstrumentation().AddOtlpExporter().Build();
        Assert.That((meters, traces), Is.Not.EqualTo(default((MeterProvider, TracerProvider))));
    }

    [Test]
    public async Task Options_AsInTheDocumentation_AreAccepted()
    {
        const string secret = "sixteen characters or more";
        await using var client = await FlagClient.StartAsync(o =>
        {
            o.Environment = "production";
            o.AddProvider(new InMemoryFlagConfigProvider("""{ "schema": 1, "flags": {} }"""));
            o.EvaluationEvents.Flags.Add("checkout-v2");
            o.EvaluationEvents.SampleRatio = 0.001;
            o.UnitSecret = secret;
            o.Exposures.Flags.Add("checkout-v2");
            o.UseExposureFile("exposures.jsonl");
        });
        Assert.That(client.Status.IsReady);
    }

    [Test]
    public async Task Track_AsInTheDocumentation_ReachesTheSink()
    {
        var (sink, context) = (new InMemoryExposureSink(), EvaluationContext.ForUser("user-42"));
        await using (var flags = await FlagClient.StartAsync(o =>
        {
            (o.Environment, o.Exposures.Units) = ("production", UnitForm.Plain);
            o.AddProvider(new InMemoryFlagConfigProvider("""{ "schema": 1, "flags": {} }""")).AddExposureSink(sink);
        }))
        {
            flags.Track("order_placed", context, 49.90);
            flags.Track("page_viewed", context);
        }

        Assert.That(
            sink.TrackedEvents.Select(e => (e.Name, e.Value)),
            Is.EqualTo(new[] { ("order_placed", (double?)49.90), ("page_viewed", null) }));
    }
}
