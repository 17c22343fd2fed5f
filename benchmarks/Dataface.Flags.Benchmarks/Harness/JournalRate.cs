using System.Diagnostics;
using System.Globalization;
using Dataface.Flags.Server.Stores;
using Dataface.Flags.State;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>
/// Durable kills a second through the journal and through the server's database, against what the disk can do at all: one fsync
/// after another of a record's size.
/// </summary>
internal static class JournalRate
{
    /// <summary>Durable kills a second, unless the disk does less.</summary>
    public const double Goal = 2_000;

    private static readonly int[] Callers = [1, 8, 16, 64];

    public static bool Run(bool isQuick)
    {
        var patience = TimeSpan.FromSeconds(isQuick ? 1 : 4);
        var folder = Directory.CreateTempSubdirectory("journal-rate-").FullName;
        try
        {
            var before = Fsyncs(Path.Combine(folder, "bare"), patience);
            var kills = Array.ConvertAll(
                Callers, callers => JournalAsync(Path.Combine(folder, $"{callers}.jsonl"), callers, patience).GetAwaiter().GetResult());
            var database = Array.ConvertAll(
                Callers, callers => DatabaseAsync(Path.Combine(folder, $"{callers}"), callers, patience).GetAwaiter().GetResult());
            var fsyncs = (before + Fsyncs(Path.Combine(folder, "bare"), patience)) / 2;
            Console.WriteLine();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"journal: the disk does {fsyncs:0} fsyncs a second (file system {new DriveInfo(folder).DriveFormat})"));
            foreach (var (callers, journal, sqlite) in Callers.Zip(kills, database))
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{callers,2} callers: journal {journal,6:0}, database {sqlite,6:0} durable kills a second"));
            }

            return kills[^1] >= Math.Min(Goal, fsyncs);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What the disk can do at all.</summary>
    public static double Fsyncs(string path, TimeSpan patience)
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

    private static async Task<double> JournalAsync(string path, int callers, TimeSpan patience)
    {
        using var store = new FileFlagStateStore(path);
        return await KillsAsync(store, callers, patience);
    }

    private static async Task<double> DatabaseAsync(string path, int callers, TimeSpan patience)
    {
        await using var storage = new EmbeddedStorage(path, TimeProvider.System);
        return await KillsAsync(storage.State, callers, patience);
    }

    private static async Task<double> KillsAsync(IFlagStateStore store, int callers, TimeSpan patience)
    {
        await store.ApplyAsync(Kill("warm-up"), default);
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var count = 0;
            for (; Stopwatch.GetElapsedTime(start) < patience; count++) await store.ApplyAsync(Kill($"{caller}-{count % 100}"), default);
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
