using System.Reflection;
using Dataface.Flags.Server.Experiments;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Dataface.Flags.Server.Export;

/// <summary>Sends the server's own traces, metrics and logs by OTLP, as the standard variables say.</summary>
internal static class ExportSetup
{
    private const string Service = "dataface-flags-server";
    private const string Database = "Npgsql";

    private static readonly string[] Meters =
        ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", Database, ExperimentMeter.Name];

    public static void AddExport(this WebApplicationBuilder builder)
    {
        var signals = OtlpSignals.Of(builder.Configuration);
        if (!signals.Any) return;
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(Describe);
        if (signals.Traces) telemetry.WithTracing(traces => Trace(traces).AddOtlpExporter(Of("TRACES")));
        if (signals.Metrics) telemetry.WithMetrics(metrics => Measure(metrics).AddOtlpExporter(Of("METRICS")));
        if (signals.Logs)
        {
            telemetry.WithLogging(logs => logs.AddOtlpExporter(Of("LOGS")), options => options.IncludeFormattedMessage = true);
        }

        builder.Services.AddHostedService<ExportWatch>();

        Action<OtlpExporterOptions> Of(string signal) => new SignalVariables(builder.Configuration, signal).Apply;
    }

    /// <summary>What the variables say of the service counts.</summary>
    private static void Describe(ResourceBuilder resource)
    {
        var version = typeof(ExportSetup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        resource.AddService(Service, serviceVersion: version).AddEnvironmentVariableDetector();
    }

    private static TracerProviderBuilder Trace(TracerProviderBuilder traces) => traces
        .AddAspNetCoreInstrumentation(options => options.Filter = IsTraced)
        .AddSource(Database)
        .AddDatafaceFlagsInstrumentation();

    private static MeterProviderBuilder Measure(MeterProviderBuilder metrics) =>
        metrics.AddMeter(Meters).AddDatafaceFlagsInstrumentation();

    /// <summary>Not a stream, which lasts for days, nor what asks every second whether the process lives.</summary>
    private static bool IsTraced(HttpContext http) =>
        http.Request.Path.Value is not { } path
        || !(path.EndsWith("/stream", StringComparison.Ordinal) || path.Contains("/healthz/", StringComparison.Ordinal));
}
