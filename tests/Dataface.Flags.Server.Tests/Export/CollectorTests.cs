using System.Net;
using System.Net.Http.Json;
using Dataface.Flags.Server.Export;
using Dataface.Flags.Tests.Telemetry;
using Dataface.Flags.Tests.Telemetry.Otlp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Dataface.Flags.Server.Tests.Export;

/// <summary>What a collector gets of the server's own traces, metrics and logs.</summary>
[TestFixture]
internal sealed class CollectorTests
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    [Test]
    public async Task Server_WithACollector_SendsItAllThreeSignals()
    {
        await using var collector = new OtlpReceiver();
        using var folder = new TemporaryFolder();
        (string, string)[] variables =
        [
            (Endpoint, collector.Address.ToString()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_SERVICE_NAME", "flags-of-the-shop"), ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=test"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "200"), ("OTEL_BSP_SCHEDULE_DELAY", "100"), ("OTEL_BLRP_SCHEDULE_DELAY", "100"),
        ];
        await using var server = await ServerProcess.StartAsync(variables, "--data", folder["data"]);
        using var client = server.Client(server.FirstSecret!);
        (await Publishing.SendAsync(client, TestDocument.Of("checkout"))).Dispose();
        using (var killed = await client.PostAsJsonAsync("/api/flags/checkout/kill", new { environment = "production", reason = "errors" }))
        {
            Assert.That(killed.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        (await client.GetAsync(new Uri("/healthz/live", UriKind.Relative))).Dispose();
        await Eventually.HoldsAsync(() => collector.Spans.Any(span => span.Name == "POST /api/flags/{key}/kill"), "the kill is a span");
        await Eventually.HoldsAsync(
            () => collector.Points.Any(point => point.Name == "http.server.active_requests"), "requests are measured");
        await Eventually.HoldsAsync(
            () => collector.Points.Any(point => point is { Name: "dataface.flags.kills", Value: 1 }), "flags are measured");
        await Eventually.HoldsAsync(
            () => collector.LogRecords.Any(record => record.Scope.StartsWith("Dataface.Flags", StringComparison.Ordinal)), "it logs");
        Assert.That(await server.StopAsync(), Is.Zero);
        Assert.That(collector.Spans.Select(span => span.Name), Has.None.Contain("healthz"));
        Assert.That(collector.Resources.Select(resource => resource["service.name"]).Distinct(), Is.EqualTo(new[] { "flags-of-the-shop" }));
        Assert.That(collector.Resources.Select(resource => resource["deployment.environment"]).Distinct(), Is.EqualTo(new[] { "test" }));
    }

    [Test]
    public async Task Server_CollectorOfOneSignal_GetsThatSignalAlone()
    {
        await using var all = new OtlpReceiver();
        await using var traces = new OtlpReceiver();
        using var folder = new TemporaryFolder();
        (string, string)[] variables =
        [
            (Endpoint, all.Address.ToString()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", traces.Traces.ToString()), ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "tenant=shop"),
            ("OTEL_METRIC_EXPORT_INTERVAL", "200"), ("OTEL_BSP_SCHEDULE_DELAY", "100"), ("OTEL_BLRP_SCHEDULE_DELAY", "100"),
        ];
        await using var server = await ServerProcess.StartAsync(variables, "--data", folder["data"]);
        using var client = server.Client(server.FirstSecret!);
        (await client.GetAsync(new Uri("/api/keys", UriKind.Relative))).Dispose();
        await Eventually.HoldsAsync(() => traces.Spans.Any(), "the request is a span, at its own address");
        await Eventually.HoldsAsync(() => all.Points.Any() && all.LogRecords.Any(), "the others are where all go");
        Assert.That(await server.StopAsync(), Is.Zero);
        Assert.That((all.Spans.Count, traces.Points.Count, traces.LogRecords.Count), Is.EqualTo((0, 0, 0)));
    }

    [TestCase("ENDPOINT", "collector:4318")]
    [TestCase("PROTOCOL", "http/json")]
    [TestCase("TIMEOUT", "10s")]
    public void Apply_VariableThatCannotBeMeant_IsRefusedByItsName(string variable, string value)
    {
        var name = "OTEL_EXPORTER_OTLP_LOGS_" + variable;
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build();
        Assert.That(
            () => new SignalVariables(settings, "LOGS").Apply(new()),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains(name).And.Message.Contains("Write such as"));
    }

    [Test]
    public void Apply_VariablesOfTheSignal_ComeFirst()
    {
        var settings = new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"] = "https://logs.example/v1/logs",
            ["OTEL_EXPORTER_OTLP_LOGS_PROTOCOL"] = "http/protobuf",
            ["OTEL_EXPORTER_OTLP_LOGS_HEADERS"] = "tenant=shop",
            ["OTEL_EXPORTER_OTLP_LOGS_TIMEOUT"] = "2000",
            ["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT"] = "3000",
        };
        var exporter = new OtlpExporterOptions();
        new SignalVariables(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), "LOGS").Apply(exporter);
        Assert.That(exporter.Endpoint, Is.EqualTo(new Uri("https://logs.example/v1/logs")));
        Assert.That(exporter.Protocol, Is.EqualTo(OtlpExportProtocol.HttpProtobuf));
        Assert.That(exporter.Headers, Is.EqualTo("tenant=shop"));
        Assert.That(exporter.TimeoutMilliseconds, Is.EqualTo(2000));
    }

    [Test, Rule("a collector that is away costs a log line")]
    public async Task Server_CollectorIsDown_AnswersAndLogsItOnce()
    {
        await using var server = await TestServer.StartAsync(
            null, "--" + Endpoint, LoopbackServer.Nobody().ToString(), "--OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
            "--OTEL_METRIC_EXPORT_INTERVAL", "50", "--OTEL_BSP_SCHEDULE_DELAY", "50");
        for (var i = 0; i < 50; i++)
        {
            using var answer = await server.Admin.GetAsync(new Uri("/api/flags/production", UriKind.Relative));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        await Eventually.HoldsAsync(() => server.Log.Count(1006) > 0, "the log says it");
        server.App.Services.GetRequiredService<MeterProvider>().ForceFlush();
        server.App.Services.GetRequiredService<TracerProvider>().ForceFlush();
        Assert.That(server.Log.Count(1006), Is.EqualTo(1));
    }

    [Test]
    public async Task Server_WithoutACollector_SendsNothing()
    {
        await using var server = await TestServer.StartAsync();
        Assert.That(server.App.Services.GetService<TracerProvider>(), Is.Null);
        Assert.That(server.App.Services.GetService<MeterProvider>(), Is.Null);
        Assert.That(server.App.Services.GetService<LoggerProvider>(), Is.Null);
    }

    [TestCase("", "")]
    [TestCase(Endpoint + "=http://c:4318", "traces metrics logs")]
    [TestCase(Endpoint + "=", "")]
    [TestCase("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://c:4318/v1/traces", "traces")]
    [TestCase("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://c:4318/v1/metrics", "metrics")]
    [TestCase("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=http://c:4318/v1/logs", "logs")]
    [TestCase(Endpoint + "=http://c:4318;OTEL_LOGS_EXPORTER=none", "traces metrics")]
    [TestCase(Endpoint + "=http://c:4318;OTEL_SDK_DISABLED=true", "")]
    public void Signals_ByTheStandardVariables_AreThoseWithAnEndpoint(string variables, string sent)
    {
        var settings = variables.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => (string?)pair[1]);
        var signals = OtlpSignals.Of(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        (string Name, bool IsSent)[] all = [("traces", signals.Traces), ("metrics", signals.Metrics), ("logs", signals.Logs)];
        Assert.That(string.Join(' ', all.Where(signal => signal.IsSent).Select(signal => signal.Name)), Is.EqualTo(sent));
    }
}
