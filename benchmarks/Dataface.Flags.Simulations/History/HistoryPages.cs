using System.Diagnostics;
using System.Globalization;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Server.Stores;
using Dataface.Flags.Simulations.Fleet;
using Dataface.Flags.Simulations.Output;
using Dataface.Flags.Simulations.Registry;
using Dataface.Flags.State;

namespace Dataface.Flags.Simulations.History;

/// <summary>
/// How long a page of history takes in a long trail, and what it allocates; and how long a start on it takes, with many experiments.
/// </summary>
internal static class HistoryPages
{
    private const double MostMilliseconds = 20;
    private const double MostMegabytes = 1;
    private const double MostSecondsOfAStart = 2;
    private const int Page = 100;

    public static async Task RunAsync(Report report, Arguments arguments)
    {
        var (records, pages) = (arguments.Number("records", arguments.IsQuick ? 5_000 : 100_000), arguments.Number("pages", 200));
        var experiments = arguments.Number("experiments", arguments.IsQuick ? 20 : 500);
        using var folder = new MeasuredFolder(arguments.Text("data"));
        var postgres = arguments.Text("postgres");
        Func<ServerStorage> open = postgres is null
            ? () => new EmbeddedStorage(folder.Path, TimeProvider.System)
            : () => new PostgresStorage(postgres, null, TimeProvider.System);
        await using (var storage = open()) await FillAsync(storage, records);
        await using (var storage = open())
        {
            await storage.StartAsync(default);
            await MeasureAsync(report, storage, records, pages, arguments.Slack);
        }

        string[] args = ["--data", folder.Path, .. postgres is null ? [] : new[] { "--postgres", postgres }];
        await using (var server = await ServerProcess.StartAsync(args))
            for (var i = 0; i < experiments; i++) await MeasuredExperiment.AddDraftAsync(server, i);
        var (empty, seconds) = (await SecondsToStartAsync(), await SecondsToStartAsync(args));
        report.Judge(
            string.Create(CultureInfo.InvariantCulture,
                $"start of the server with {records} records and {experiments} experiments: {seconds:0.00} s, with none {empty:0.00} s; "
                    + $"at most {MostSecondsOfAStart} s"),
            seconds <= MostSecondsOfAStart * arguments.Slack);
    }

    private static async Task<double> SecondsToStartAsync(params string[] args)
    {
        var start = Stopwatch.GetTimestamp();
        await using var server = await ServerProcess.StartAsync(args);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task MeasureAsync(Report report, ServerStorage storage, int records, int pages, double slack)
    {
        var table = report.Begin($"A page of {Page} of {records} records, {storage.Description}", "page", "ms p50", "p99", "KB allocated");
        foreach (var (name, query) in Queries(records))
        {
            await storage.Trail.SearchAsync(query, default);
            var times = new List<double>();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < pages; i++)
            {
                var start = Stopwatch.GetTimestamp();
                await storage.Trail.SearchAsync(query, default);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            var kilobytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / 1024.0 / pages;
            var quantiles = new Quantiles(times);
            Report.Row(table, name, quantiles.Of(0.5), quantiles.Of(0.99), kilobytes);
            report.Judge($"{name}: at most {MostMilliseconds} ms", quantiles.Of(0.99) <= MostMilliseconds * slack);
            report.Judge($"{name}: at most {MostMegabytes} MB", kilobytes <= MostMegabytes * 1024);
        }
    }

    private static IEnumerable<(string Name, TrailQuery Query)> Queries(int records) =>
    [
        ("the newest", new(Page)), ("from the middle", new(Page, records / 2)), ("of a flag", new(Page, Flag: "f7")),
        ("of a flag in an environment", new(Page, Flag: "f7", Environment: "staging")),
        ("of an action that is rare", new(Page, Action: "configure")),
        ("of an environment and an action", new(Page, null, null, "staging", "restore")),
        ("of nothing", new(Page, Flag: "nobody-knows-it")),
    ];

    private static async Task FillAsync(ServerStorage storage, int records)
    {
        await storage.StartAsync(default);
        await Parallel.ForAsync(0, records, new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (i, cancellationToken) =>
            await storage.State.ApplyAsync(Change(i), cancellationToken));
    }

    private static StateChange Change(int i) => new()
    {
        Action = i % 5_000 == 0 ? StateAction.Configure : i % 3 == 0 ? StateAction.Restore : StateAction.Kill,
        Flag = i % 5_000 == 0 ? "*" : $"f{i % 500}",
        Environment = i % 5_000 == 0 ? "*" : i % 4 == 0 ? "staging" : "production",
        By = "history",
        From = "simulations",
        Reason = "errors in payment, as long as reasons are",
        At = DateTimeOffset.UnixEpoch,
    };
}
