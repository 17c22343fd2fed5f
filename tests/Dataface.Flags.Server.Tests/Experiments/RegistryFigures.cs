using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Postgres.Tests;

namespace Dataface.Flags.Server.Tests.Experiments;

/// <summary>How fast the registry is. Small by default, so that it is a test; docs/registry.md says how to measure.</summary>
[TestFixture, NonParallelizable]
internal sealed class RegistryFigures
{
    private const int BatchSize = 1_000;
    private const int Senders = 4;

    private static int Events => int.TryParse(Environment.GetEnvironmentVariable("DATAFACE_FLAGS_EVENTS"), CultureInfo.InvariantCulture, out var events) ? events : 20_000;

    [Test]
    public async Task Events_ManyInBatches_AreKeptOnceAndAggregated()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await TestServer.StartAsync(null, "--postgres", database.ConnectionString, "--Server:RefreshSeconds=0.5", "--Server:RateLimit:Change=0");
        await AddExperimentAsync(server, ExperimentDocument.Yaml());
        var units = Events / 4;
        var (watch, next) = (Stopwatch.StartNew(), -1);
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var batch && batch * BatchSize < Events)
            {
                using var answer = await server.Admin.PostAsync(new Uri("/api/events", UriKind.Relative), Batch(batch, units));
                Assert.That((await TestServer.JsonAsync(answer)).GetProperty("accepted").GetInt32(), Is.EqualTo(BatchSize));
            }
        })));
        var sent = watch.Elapsed;
        await Eventually.HoldsAsync(() => Units(server) == units, "all units are counted");
        var seen = watch.Elapsed;
        Assert.That(await database.RunAsync("SELECT (SELECT count(*) FROM metrics.exposure_events) + (SELECT count(*) FROM metrics.outcome_events)"), Is.EqualTo((long)Events));
        var load = (await server.Admin.GetFromJsonAsync<JsonElement>("/api/experiments/one-page/refreshes"))[0];
        var aggregation = load.TryGetProperty("finishedAt", out var finished) ? finished.GetDateTimeOffset() - load.GetProperty("startedAt").GetDateTimeOffset() : TimeSpan.Zero;
        await TestContext.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{Events} events in {sent.TotalSeconds:0.0} s: {Events / sent.TotalSeconds:0} a second; counted {(seen - sent).TotalSeconds:0.0} s after the last; the last load took {aggregation.TotalSeconds:0.0} s; managed memory {GC.GetTotalMemory(true) >> 20} MB, peak working set {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB"));
    }

    [Test]
    public async Task Decision_OverAHundredMetricsAndAYear_AnswersInTime([Values("", "--postgres")] string storage)
    {
        await using var database = storage.Length == 0 ? null : await TestDatabase.CreateAsync();
        await using var server = database is null ? await TestServer.StartAsync() : await TestServer.StartAsync(null, storage, database.ConnectionString);
        using var made = await server.Admin.PostAsJsonAsync("/api/experiments", new { name = "Large", hypothesis = "h", kpis = Enumerable.Range(0, 100).Select(m => $"m{m}") });
        Assert.That(made.IsSuccessStatusCode);
        var days = Enumerable.Range(-365, 365).Select(ExperimentDocument.Day).ToList();
        foreach (var some in days.Chunk(73))
        {
            var kpis = some.SelectMany(cohort => Enumerable.Range(0, 200).Select(i => new
            {
                metric = $"m{i / 2}",
                variant = i % 2 == 0 ? "off" : "on",
                cohort,
                kind = "mean",
                units = 1000,
                sum = 1000.5 + i,
                sumOfSquares = 9000.25,
                refreshedAt = DateTime.UtcNow,
            }));
            using var load = await server.Admin.PostAsJsonAsync("/api/experiments/large/kpis", new { kpis });
            Assert.That(load.IsSuccessStatusCode, await load.Content.ReadAsStringAsync());
        }

        var times = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var answer = await server.Admin.GetAsync(new Uri("/api/experiments/large/decision", UriKind.Relative));
            Assert.That((await TestServer.JsonAsync(answer)).GetProperty("gates").GetArrayLength(), Is.GreaterThan(100));
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        await TestContext.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"decision over 100 metrics, 365 days, 2 variants {storage}: median {times[10]:0} ms, slowest of 20 {times[^1]:0} ms"));
    }

    private static async Task AddExperimentAsync(TestServer server, string yaml)
    {
        (await server.PublishAsync(TestDocument.Experiment("checkout-v2"))).Dispose();
        using var added = await server.Admin.PostAsync(new Uri("/api/experiments", UriKind.Relative), new StringContent(yaml, Encoding.UTF8, "application/yaml"));
        foreach (var to in new[] { "approved", "running" })
        {
            using var step = await server.Admin.PostAsJsonAsync("/api/experiments/one-page/status", new { to, reason = "on" });
            Assert.That(step.IsSuccessStatusCode, await step.Content.ReadAsStringAsync());
        }
    }

    /// <summary>Of four events one is an exposure, over ten days.</summary>
    private static StringContent Batch(int batch, int units)
    {
        var text = new StringBuilder("[", BatchSize * 200);
        for (var i = 0; i < BatchSize; i++)
        {
            var number = (batch * BatchSize) + i;
            var unit = number / 4 % units;
            var time = DateTime.UtcNow.AddMinutes(-14_000 + (unit % 10_000)).AddSeconds(number % 4 * 60);
            if (i > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{{\"specversion\":\"1.0\",\"id\":\"{number}\",\"source\":\"load\",\"type\":\"{(number % 4) switch { 0 => "dataface.flags.exposure", 1 => "order_placed", 2 => "handled", _ => "failed" }}\",");
            text.Append(CultureInfo.InvariantCulture, $"\"time\":\"{time:O}\",\"data\":{{\"v\":1,\"unit\":\"unit-{unit}\"");
            if (number % 4 == 0) text.Append(CultureInfo.InvariantCulture, $",\"flag\":\"checkout-v2\",\"variant\":\"{(unit % 2 == 0 ? "on" : "off")}\"");
            else text.Append(",\"attributes\":{\"amount\":12.5}");
            text.Append("}}");
        }

        return new(text.Append(']').ToString(), Encoding.UTF8, "application/cloudevents-batch+json");
    }

    private static long Units(TestServer server) =>
        server.Admin.GetFromJsonAsync<JsonElement>("/api/experiments/one-page").Result.GetProperty("exposures").EnumerateArray().Sum(e => e.GetProperty("units").GetInt64());
}
