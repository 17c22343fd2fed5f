using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Dataface.Flags.Samples.Storefront;

/// <summary>Sends counters, kills and evaluation events to a collector, when OTEL_EXPORTER_OTLP_ENDPOINT names one.</summary>
internal static class Telemetry
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is null) return;
        builder.Logging.AddOpenTelemetry(logs => logs.AddOtlpExporter());
        builder.Services.AddSingleton(_ => Sdk.CreateMeterProviderBuilder().AddDatafaceFlagsInstrumentation().AddOtlpExporter((_, reader) =>
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = 1_000).Build());
        builder.Services.AddSingleton(_ => Sdk.CreateTracerProviderBuilder().AddDatafaceFlagsInstrumentation().AddOtlpExporter().Build());
        builder.Services.AddHostedService<Starter>();
    }

    /// <summary>Makes the providers when the application starts; they end with it.</summary>
    private sealed class Starter(MeterProvider meters, TracerProvider traces) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            meters.ForceFlush(2_000);
            traces.ForceFlush(2_000);
            return Task.CompletedTask;
        }
    }
}
