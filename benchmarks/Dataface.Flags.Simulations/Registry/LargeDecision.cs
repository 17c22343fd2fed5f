using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Dataface.Flags.Simulations.Fleet;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Registry;

/// <summary>How long a server takes to answer with the decision of an experiment of 100 metrics over a year.</summary>
internal static class LargeDecision
{
    private const int Metrics = 100;
    private const int Days = 365;
    private const double Budget = 50;

    private static readonly Uri Decision = new("/api/experiments/large/decision", UriKind.Relative);

    public static async Task RunAsync(Report report, Arguments arguments)
    {
        var requests = arguments.IsQuick ? 20 : 100;
        await using var server =
            await (arguments.Text("postgres") is { } connection
                ? ServerProcess.StartAsync("--postgres", connection) : ServerProcess.StartAsync());
        using (var made = await server.Client.PostAsJsonAsync("/api/experiments",
            new { id = "large", name = "Large", hypothesis = "It helps.", kpis = Enumerable.Range(0, Metrics).Select(m => $"m{m}") }))
        {
            await MeasuredExperiment.ThrowIfRefusedAsync(made);
        }

        foreach (var some in Enumerable.Range(1, Days).Chunk(73)) await AddAsync(server, some, Metrics, seed: 0);
        var table = report.Begin(
            $"/decision over {Metrics} metrics, {Days} days and 2 variants", "", "requests", "ms p50", "p99", "slowest");
        await TimesAsync(requests, _ => server.Client.GetByteArrayAsync(Decision));
        var same = new Quantiles(await TimesAsync(requests, _ => server.Client.GetByteArrayAsync(Decision)));
        Report.Row(table, "nothing has changed", requests, same.Of(0.5), same.Of(0.99), same.Max);
        var changed = new Quantiles(await TimesAsync(requests / 5, async i =>
        {
            await AddAsync(server, [1], 1, seed: i + 1);
            await server.Client.GetByteArrayAsync(Decision);
        }));
        Report.Row(table, "two rows are sent and kept, all is read and worked out anew, and the answer comes", requests / 5,
            changed.Of(0.5), changed.Of(0.99), changed.Max);
        report.Judge($"a decision in at most {Budget * arguments.Slack} ms at the median", same.Of(0.5) <= Budget * arguments.Slack);
    }

    private static async Task<List<double>> TimesAsync(int requests, Func<int, Task> work)
    {
        var times = new List<double>();
        for (var i = 0; i < requests; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await work(i);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times;
    }

    private static async Task AddAsync(ServerProcess server, int[] days, int metrics, int seed)
    {
        var random = new Random(seed);
        var refreshedAt = DateTime.UtcNow;
        var kpis = days.SelectMany(day => Enumerable.Range(0, 2 * metrics).Select(i => new
        {
            metric = string.Create(CultureInfo.InvariantCulture, $"m{i / 2}"),
            variant = i % 2 == 0 ? "off" : "on",
            cohort = DateTime.UtcNow.AddDays(-day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            kind = "mean",
            units = 1000,
            sum = 1000 + random.NextDouble(),
            sumOfSquares = 9000 + random.NextDouble(),
            refreshedAt,
        }));
        using var load = await server.Client.PostAsJsonAsync("/api/experiments/large/kpis", new { kpis });
        await MeasuredExperiment.ThrowIfRefusedAsync(load);
    }
}
