using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using Dataface.Flags.State;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>
/// Durable kills a second, straight into the journal and through the server's route, against what the disk can do at all: one fsync after another of a
/// record's size.
/// </summary>
internal static class JournalRate
{
    private const double Goal = 2_000;
    private static readonly int[] Callers = [1, 8, 16, 64];

    public static async Task<bool> RunAsync(bool isQuick)
    {
        var patience = TimeSpan.FromSeconds(isQuick ? 1 : 4);
        var folder = Directory.CreateTempSubdirectory("journal-rate-").FullName;
        try
        {
            var before = Fsyncs(Path.Combine(folder, "bare"), patience);
            var kills = new List<double>();
            foreach (var callers in Callers) kills.Add(await ThroughJournalAsync(Path.Combine(folder, $"{callers}.jsonl"), callers, patience));
            var requests = await ThroughServerAsync(patience);
            var fsyncs = (before + Fsyncs(Path.Combine(folder, "bare"), patience)) / 2;
            Console.WriteLine();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"journal: the disk does {fsyncs:0} fsyncs a second (file system {new DriveInfo(folder).DriveFormat})"));
            foreach (var (callers, straight, requested) in Callers.Zip(kills, requests))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"journal: {callers,2} callers {straight,6:0} durable kills a second, {requested,6:0} through the server"));
            }

            return Math.Min(kills[^1], requests[^1]) >= Math.Min(Goal, fsyncs);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Fsyncs(string path, TimeSpan patience)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var record = new byte[512];
        var (start, count) = (Stopwatch.GetTimestamp(), 0);
        for (; Stopwatch.GetElapsedTime(start) < patience; count++)
        {
            file.Write(record);
            file.Flush(flushToDisk: true);
        }

        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> ThroughJournalAsync(string path, int callers, TimeSpan patience)
    {
        using var store = new FileFlagStateStore(path);
        return await KillsAsync(callers, patience, flag => store.ApplyAsync(Kill(flag), default).AsTask());
    }

    private static async Task<List<double>> ThroughServerAsync(TimeSpan patience)
    {
        var rates = new List<double>();
        foreach (var callers in Callers)
        {
            await using var server = await ServerProcess.StartAsync();
            await KillsAsync(callers, patience, KillAsync); // Compiled before it is measured.
            rates.Add(await KillsAsync(callers, patience, KillAsync));

            async Task KillAsync(string flag)
            {
                using var answer = await server.Client.PostAsJsonAsync($"/api/flags/{flag}/kill", new { environment = "production", reason = "measured" });
                answer.EnsureSuccessStatusCode();
            }
        }

        return rates;
    }

    private static async Task<double> KillsAsync(int callers, TimeSpan patience, Func<string, Task> killAsync)
    {
        await killAsync("warm-up");
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            var count = 0;
            for (; Stopwatch.GetElapsedTime(start) < patience; count++) await killAsync($"flag-{count % 100}");
            return count;
        })));
        return counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static StateChange Kill(string flag) => new()
    {
        Action = StateAction.Kill,
        Environment = "production",
        Flag = flag,
        By = "benchmark",
        From = "benchmark",
        Reason = "measured",
        At = DateTimeOffset.UnixEpoch,
    };
}
