using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Dataface.Flags.Simulations.Fleet;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Registry;

/// <summary>How long the board's pages take with many experiments, while their data change.</summary>
internal static class BoardPages
{
    private const int Days = 30;
    private const int Readers = 2;
    private const double Budget = 50;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    public static async Task RunAsync(Report report, Arguments arguments)
    {
        var (experiments, requests) = (arguments.Number("experiments", 200), arguments.Number("requests", arguments.IsQuick ? 500 : 5_000));
        await using var server =
            await (arguments.Text("postgres") is { } connection
                ? ServerProcess.StartAsync("--postgres", connection) : ServerProcess.StartAsync());
        for (var i = 0; i < experiments; i++) await AddAsync(server, i);
        var table = report.Begin(
            $"Pages with {experiments} experiments of {Days} days, {Readers} readers, while the data of an experiment change "
            + $"every {Pace.TotalMilliseconds} ms",
            "page", "requests", "KB", "ms p50", "p99", "slowest");
        foreach (var (name, path) in new (string, Func<int, string>)[] { ("all experiments", _ => "/experiments"),
            ("one experiment", i => $"/experiments/e{i % experiments}") })
        {
            // What is compiled once is nobody's page.
            await ReadAsync(server, path, 200);
            var (times, size) = await WhileDataChangeAsync(server, experiments, () => ReadAsync(server, path, requests));
            var quantiles = new Quantiles(times);
            Report.Row(table, name, requests, size / 1024.0, quantiles.Of(0.5), quantiles.Of(0.99), quantiles.Max);
            report.Judge(string.Create(CultureInfo.InvariantCulture, $"{name}: p99 of at most {Budget * arguments.Slack} ms"),
                quantiles.Of(0.99) <= Budget * arguments.Slack);
        }
    }

    private static async Task AddAsync(ServerProcess server, int number)
    {
        await MeasuredExperiment.AddDraftAsync(server, number);
        await LoadAsync(server, number, seed: 0);
    }

    private static async Task LoadAsync(ServerProcess server, int number, int seed)
    {
        using var load = await server.Client.PostAsJsonAsync($"/api/experiments/e{number}/kpis", MeasuredExperiment.Results(Days, seed));
        await MeasuredExperiment.ThrowIfRefusedAsync(load);
    }

    private static async Task<(IReadOnlyCollection<double> Times, long Size)> ReadAsync(
        ServerProcess server, Func<int, string> path, int requests)
    {
        var (times, next, size) = (new ConcurrentBag<double>(), -1, 0L);
        await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number < requests)
            {
                var start = Stopwatch.GetTimestamp();
                var page = await server.Client.GetByteArrayAsync(new Uri(path(number), UriKind.Relative));
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                size = page.Length;
            }
        })));
        return (times, size);
    }

    private static async Task<T> WhileDataChangeAsync<T>(ServerProcess server, int experiments, Func<Task<T>> work)
    {
        using var end = new CancellationTokenSource();
        var changes = Task.Run(async () =>
        {
            for (var i = 1; !end.IsCancellationRequested; i++)
            {
                await LoadAsync(server, i % experiments, seed: i);
                await Task.Delay(Pace, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
        var result = await work();
        await end.CancelAsync();
        await changes;
        return result;
    }
}
