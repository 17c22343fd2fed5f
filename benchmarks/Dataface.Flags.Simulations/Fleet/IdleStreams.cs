using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Fleet;

/// <summary>What a stream costs that nothing happens on: memory on the server, and the processor time of heartbeats.</summary>
internal static class IdleStreams
{
    private const double BudgetKilobytes = 20;
    private const int SparedFiles = 500;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Report report, Arguments arguments)
    {
        var count = arguments.Number("streams", arguments.IsQuick ? 1_000 : 10_000);
        if (FileLimit() is { } limit && count + SparedFiles > limit)
        {
            throw new NotSupportedException(
                $"{count} streams need {count + SparedFiles} open files in each of two processes; the limit "
                + $"is {limit}. Raise it (ulimit -Hn) or take fewer with --streams.");
        }

        await using var server = await MeasuredServer.StartAsync();
        await new Operator(server).PublishAsync(FleetDocument.Of(100, seed: 1));

        // What is made once, such as code and pools, is no stream's.
        await using (await StreamFleet.OpenAsync([server.Address], 100)) await MeasuredServer.AskAsync(server);
        var before = await MeasuredServer.AskAsync(server);
        await using var streams = await StreamFleet.OpenAsync([server.Address], count);
        var used = server.ProcessorTime;
        await Task.Delay(Watched);
        var share = (server.ProcessorTime - used) / Watched;
        var after = await MeasuredServer.AskAsync(server);
        var table = report.Begin(
            $"{count} idle streams on one server, a heartbeat every 5 s", "memory", "MB before", "MB with the streams", "KB a stream");
        Row("resident, as it is", before.Resident, after.Resident);
        Row("resident, after a collection", before.Collected, after.Collected);
        Row("live objects", before.Heap, after.Heap);
        Console.WriteLine($"Heartbeats take {share * 100:0.0} % of a core.");
        report.Judge($"a stream takes at most {BudgetKilobytes} KB of resident memory",
            PerStream(before.Resident, after.Resident) <= BudgetKilobytes);

        void Row(string name, long from, long to) => Report.Row(table, name, from / 1e6, to / 1e6, PerStream(from, to));
        double PerStream(long from, long to) => (to - from) / 1024.0 / count;
    }

    /// <summary>
    /// The most files that a process may have open (the runtime raises the soft limit to the hard one); null where that is not told.
    /// </summary>
    private static long? FileLimit()
    {
        if (!File.Exists("/proc/self/limits")) return null;
        var line = File.ReadLines("/proc/self/limits").FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, _, var hard, ..] && long.TryParse(hard, out var files)
            ? files : null;
    }
}
