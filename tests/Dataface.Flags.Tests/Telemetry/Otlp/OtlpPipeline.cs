using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Dataface.Flags.Tests.Telemetry.Otlp;

/// <summary>
/// OpenTelemetry as a service sets it up: logs, traces and counters through the OTLP exporter, over HTTP. Disposing it sends what waits.
/// </summary>
internal sealed class OtlpPipeline : IDisposable
{
    private readonly MeterProvider _meters;
    private readonly TracerProvider _traces;

    public OtlpPipeline(Uri logs, Uri traces, Uri metrics)
    {
        Loggers = LoggerFactory.Create(builder => builder.AddOpenTelemetry(o => o.AddOtlpExporter(e => To(logs, e))));
        _traces = Sdk.CreateTracerProviderBuilder().AddDatafaceFlagsInstrumentation().AddOtlpExporter(e => To(traces, e)).Build();
        _meters = Sdk.CreateMeterProviderBuilder().AddDatafaceFlagsInstrumentation().AddOtlpExporter(e => To(metrics, e)).Build();
    }

    public ILoggerFactory Loggers { get; }

    /// <summary>Sends the counters as they stand.</summary>
    public void SendCounters() => _meters.ForceFlush();

    public void Dispose()
    {
        Loggers.Dispose();
        _traces.Dispose();
        _meters.Dispose();
    }

    private static void To(Uri address, OtlpExporterOptions exporter) =>
        (exporter.Protocol, exporter.Endpoint) = (OtlpExportProtocol.HttpProtobuf, address);
}
