using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Dataface.Flags.Providers;
using Dataface.Flags.Telemetry;
using Dataface.Flags.Tests.Exposures;

namespace Dataface.Flags.Tests.Telemetry.Otlp;

/// <summary>What a collector gets: through OpenTelemetry's own exporter, over HTTP, decoded from the bytes.</summary>
[TestFixture, NonParallelizable, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class OtlpExportTests
{
    private const string Environment = "collected";
    private const string Secret = ExposureDocument.Secret;

    private static readonly string[] Keys = ["served", "elsewhere", "targeted", "half", "killed", "old", "missing"];

    private readonly InMemoryFlagConfigProvider _source = new(Document());
    private OtlpReceiver _collector = null!;
    private OtlpPipeline _telemetry = null!;

    [SetUp]
    public void Start() => (_collector, _telemetry) = Connected();

    [TearDown]
    public async Task StopAsync()
    {
        _telemetry.Dispose();
        await _collector.DisposeAsync();
    }

    [Test, Rule("a unit leaves the process only in the form that was allowed")]
    public async Task Event_OfARollout_HasEveryAttributeOfTheConventions()
    {
        await using var flags = await StartAsync();
        using var request = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        var evaluation = flags.Evaluate("half", EvaluationContext.ForUser("user-42").With("country", "DE"));
        _telemetry.Dispose();
        var record = _collector.LogRecords.Single(r => r.Scope == TelemetryNames.EvaluationEventCategory);
        Assert.Multiple(() =>
        {
            Assert.That(record.Name, Is.EqualTo("feature_flag.evaluation"));
            Assert.That(record.Trace, Is.EqualTo(request.TraceId.ToHexString()), "it belongs to the request's trace");
            Assert.That(record.Attributes, Is.EquivalentTo(new Dictionary<string, string>
            {
                ["feature_flag.key"] = "half",
                ["feature_flag.result.variant"] = evaluation.Variant!,
                ["feature_flag.result.reason"] = "split",
                ["feature_flag.provider.name"] = "Dataface.Flags",
                ["feature_flag.context.id"] = Hash("user-42"),
                ["feature_flag.version"] = evaluation.Revision!,
                ["feature_flag.set.id"] = Environment,
                ["dataface.flags.reason"] = evaluation.Reason == EvaluationReason.Rollout ? "rollout" : "outside_rollout",
                ["dataface.flags.provider"] = "memory",
            }));
        });
    }

    [Test]
    public async Task Event_OfEveryReason_HasTheConventionsNameForIt()
    {
        await using var flags = await StartAsync();
        await flags.KillSwitch.KillAsync(new() { Flag = "killed", By = "ops", Reason = "errors" });
        var german = EvaluationContext.ForUser("user-42").With("country", "DE");
        foreach (var key in Keys) flags.IsEnabled(key, german);
        flags.IsEnabled("half");
        flags.EvaluateString("served", "fallback", german);
        _source.Update("no document");
        await Eventually.HoldsAsync(() => flags.Status.Providers.Single().IsStale, "the source is stale");
        flags.IsEnabled("served", german);
        _telemetry.Dispose();
        var told = _collector.LogRecords.Where(r => r.Name == TelemetryNames.EvaluationEvent)
            .Select(r => new[] { r["feature_flag.key"], r["feature_flag.result.reason"], r["dataface.flags.reason"], r["error.type"] })
            .Select(r => string.Join(' ', r).TrimEnd());
        Assert.That(told, Is.EqualTo([
            "served static served", "elsewhere default no_environment", "targeted targeting_match rule_match",
            $"half split {(flags.IsEnabled("half", german) ? "rollout" : "outside_rollout")}",
            "killed disabled killed", "old disabled expired", "missing error flag_not_found flag_not_found",
            "half error no_unit targeting_key_missing", "served error type_mismatch type_mismatch", "served stale served",
        ]));
    }

    [Test]
    public async Task Event_BeforeAnyDocument_IsProviderNotReady()
    {
        using var folder = new TemporaryFolder();
        await using var flags = await FlagClient.StartAsync(
            o =>
            {
                o.Environment = Environment;
                o.UseFile(folder["none.json"]);
                (o.UnitSecret, o.StartupTimeout) = (Secret, TimeSpan.FromMilliseconds(100));
                o.EvaluationEvents.Flags.Add("half");
            },
            _telemetry.Loggers);
        flags.IsEnabled("half", EvaluationContext.ForUser("user-42"));
        _telemetry.Dispose();
        var record = _collector.LogRecords.Single(r => r.Name == TelemetryNames.EvaluationEvent);
        Assert.That((record["feature_flag.result.reason"], record["error.type"]), Is.EqualTo(("error", "provider_not_ready")));
        Assert.That(record.Attributes.Keys, Does.Not.Contain("feature_flag.result.variant"), "the caller's fallback is no variant");
    }

    [Test]
    public async Task KillAndRestore_AreSpansThatTellHowFarTheyGot()
    {
        await using var flags = await StartAsync();
        await flags.KillSwitch.KillAsync(new() { Flag = "half", By = "ops", Reason = "errors" });
        await flags.KillSwitch.RestoreAsync(new() { Flag = "half", By = "ops", Reason = "mended" });
        _telemetry.Dispose();
        foreach (var name in new[] { "dataface.flags.kill", "dataface.flags.restore" })
        {
            var span = _collector.Spans.Single(s => s.Name == name);
            Assert.That(span.Scope, Is.EqualTo("Dataface.Flags"));
            Assert.That(span.Attributes, Is.EquivalentTo(new Dictionary<string, string>
            {
                ["feature_flag.key"] = "half",
                ["feature_flag.set.id"] = Environment,
                ["dataface.flags.reach"] = "local",
            }));
        }
    }

    [Test]
    public async Task Counters_TellFlagVariantAndReason()
    {
        await using var flags = await StartAsync();
        for (var i = 0; i < 7; i++) flags.IsEnabled("served");
        flags.IsEnabled("no such flag");
        await flags.KillSwitch.KillAsync(new() { Flag = "half", By = "ops", Reason = "errors" });
        _telemetry.SendCounters();

        // Other clients of the process, which tests before this one may have left, are in the same meter for the exporter.
        var points = _collector.Points;
        var served = points.Single(p => p.Name == TelemetryNames.Evaluations && p["feature_flag.key"] == "served");
        Assert.Multiple(() =>
        {
            Assert.That(served.Value, Is.EqualTo(7));
            Assert.That(served.Attributes, Is.EquivalentTo(new Dictionary<string, string>
            {
                ["feature_flag.key"] = "served",
                ["feature_flag.result.variant"] = "on",
                ["feature_flag.result.reason"] = "static",
                ["dataface.flags.reason"] = "served",
            }));
            Assert.That(points, Has.Some.Matches<OtlpRecord>(
                p => p is { Name: TelemetryNames.EvaluationProblems, Value: 1 } && p["dataface.flags.reason"] == "flag_not_found"));
            Assert.That(points, Has.Some.Matches<OtlpRecord>(p => p is { Name: TelemetryNames.Kills, Value: 1 }));
        });
    }

    private static (OtlpReceiver Collector, OtlpPipeline Telemetry) Connected()
    {
        var collector = new OtlpReceiver();
        return (collector, new OtlpPipeline(collector.Logs, collector.Traces, collector.Metrics));
    }

    private static string Hash(string unit) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(unit)))[..32];

    private static string Document() => ExposureDocument.Of(
        ExposureDocument.Flag("served", "release", """{ "serve": "on" }"""),
        """ "elsewhere": { "owner": "team", "created": "2026-11-01", "expires": "2027-01-01" } """,
        ExposureDocument.Flag("targeted", "release",
            """{ "rules": [ { "name": "de", "when": { "attribute": "country", "in": ["DE"] }, "serve": "on" } ] }"""),
        ExposureDocument.Flag("half", "release", ExposureDocument.Rollout(50)),
        ExposureDocument.Flag("killed", "release", """{ "serve": "on" }"""),
        """ "old": { "owner": "team", "created": "2026-08-01", "expires": "2026-11-01", "environments": { "staging": { "serve": "on" } """
            + """} } """).Replace("\"staging\"", $"\"{Environment}\"", StringComparison.Ordinal);

    private Task<FlagClient> StartAsync() => FlagClient.StartAsync(
        o =>
        {
            (o.Environment, o.UnitSecret, o.TimeProvider) = (Environment, Secret, new ManualTimeProvider());
            o.AddProvider(_source);
            foreach (var key in Keys) o.EvaluationEvents.Flags.Add(key);
        },
        _telemetry.Loggers);
}
