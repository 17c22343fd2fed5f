using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Fleet;

/// <summary>How soon a whole new document is everywhere, and what a change costs after it.</summary>
internal static class Pushing
{
    private const double Budget = 2_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(Report report, Arguments arguments)
    {
        var clients = arguments.Number("clients", arguments.IsQuick ? 200 : 1_000);
        var flags = arguments.Number("flags", 1_000);
        await using var server = await ServerProcess.StartAsync();
        var operations = new Operator(server);
        await operations.PublishAsync(FleetDocument.Of(flags, seed: 0));
        await using var streams = await StreamFleet.OpenAsync([server.Address], clients);
        var table = report.Begin(
            $"A document of {flags} flags to {clients} streams, gzip", "bytes of the document", "ms from PUT to the last byte",
            "ms from its answer to the last byte", "bytes a stream", "then a kill: bytes a stream", "lost");
        var (slowest, lost) = (0.0, 0);
        for (var seed = 1; seed <= 5; seed++)
        {
            var document = FleetDocument.Of(flags, seed);
            var before = streams.Bytes;
            var arrivals = streams.Watch();
            var change = await operations.PublishAsync(document);
            await arrivals.WaitAsync(Patience);
            var (missing, pushed) = (arrivals.Missing, streams.Bytes - before);
            var killed = streams.Watch();
            var kill = await operations.ChangeAsync(FleetDocument.Flag(seed), isKill: true);
            await killed.WaitAsync(Patience);
            missing += streams.Behind(kill.Cursor);
            var last = new Quantiles(arrivals.Since(change.At)).Max;
            Report.Row(table, document.Length, new Quantiles(arrivals.Since(change.Called)).Max, last, pushed / clients,
                (streams.Bytes - before - pushed) / clients, missing);
            (slowest, lost) = (Math.Max(slowest, last), lost + missing);
        }

        report.Judge($"the last of {clients} streams had the document {Budget} ms after the answer", slowest <= Budget && lost == 0);

        // A greeting, a heartbeat, and for each change one piece, however many streams there are.
        Console.WriteLine($"{streams.Pieces} different pieces over all {clients} streams: each change is built once and shared.");
    }
}
