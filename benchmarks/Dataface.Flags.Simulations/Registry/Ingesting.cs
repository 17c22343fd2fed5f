using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Dataface.Flags.Simulations.Fleet;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Registry;

/// <summary>Raw events into PostgreSQL: how many a second, how soon they are on the board, and what the server keeps of them in memory.</summary>
internal static partial class Ingesting
{
    private const int BatchSize = 1_000;
    private const int Senders = 4;
    private const int Looks = 10;
    private const double MostSeconds = 5;
    private const double LeastRate = 20_000;

    /// <summary>What may come and go between two looks.</summary>
    private const double Megabytes = 100;

    private static readonly Uri Page = new("/experiments/measured", UriKind.Relative);

    public static async Task RunAsync(Report report, Arguments arguments)
    {
        var events = arguments.Number("events", arguments.IsQuick ? 200_000 : 10_000_000);
        var connection = arguments.Text("postgres") ?? throw new NotSupportedException("Events are kept in PostgreSQL: give --postgres CONNECTION, of a database that nobody needs.");
        await using var server = await MeasuredServer.StartAsync("--postgres", connection);
        await MeasuredExperiment.StartAsync(server, "measured");
        var table = report.Begin(
            $"{events} events in batches of {BatchSize} from {Senders} senders", "events", "a second, since the row before", "s from the last answer to the board", "MB resident", "MB after a collection", "MB of live objects");
        var (sent, rates, lags, heaps) = (0L, new List<double>(), new List<double>(), new List<long>());
        for (var look = 1; look <= Looks; look++)
        {
            var until = (long)events * look / Looks / BatchSize * BatchSize;
            var start = Stopwatch.GetTimestamp();
            await SendAsync(server, sent, until);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var last = Stopwatch.GetTimestamp();
            while (await UnitsAsync(server) < until / MeasuredExperiment.EventsOfUnit && Stopwatch.GetElapsedTime(last).TotalMinutes < 5) await Task.Delay(50);
            var lag = Stopwatch.GetElapsedTime(last).TotalSeconds;
            var memory = await MeasuredServer.AskAsync(server);
            Report.Row(table, until, (until - sent) / seconds, lag, memory.Resident / 1e6, memory.Collected / 1e6, memory.Heap / 1e6);
            rates.Add((until - sent) / seconds);
            lags.Add(lag);
            heaps.Add(memory.Heap);
            sent = until;
        }

        var whole = rates.Count / rates.Sum(rate => 1 / rate);
        report.Judge(string.Create(CultureInfo.InvariantCulture, $"at least {LeastRate:0} events a second: {whole:0}"), whole >= LeastRate);
        report.Judge(string.Create(CultureInfo.InvariantCulture, $"on the board {MostSeconds} s after the answer: {lags.Max():0.0}"), lags.Max() <= MostSeconds);
        report.Judge($"live objects of the last look within {Megabytes} MB of the first", Math.Abs(heaps[^1] - heaps[0]) <= Megabytes * 1e6);
    }

    private static async Task SendAsync(ServerProcess server, long from, long until)
    {
        var next = from - BatchSize;
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Add(ref next, BatchSize) is var first && first < until)
            {
                using var batch = new ByteArrayContent(MeasuredExperiment.Events(first, BatchSize)) { Headers = { ContentType = new MediaTypeHeaderValue("application/cloudevents-batch+json") } };
                using var answer = await server.Client.PostAsync(new Uri("/api/events", UriKind.Relative), batch);
                await MeasuredExperiment.ThrowIfRefusedAsync(answer);
            }
        })));
    }

    /// <summary>What the page says of units exposed.</summary>
    private static async Task<long> UnitsAsync(ServerProcess server)
    {
        var page = await server.Client.GetStringAsync(Page);
        var exposure = page[page.IndexOf("id=\"exposure\"", StringComparison.Ordinal)..];
        return Arm().Matches(exposure[..Math.Max(0, exposure.IndexOf("</table>", StringComparison.Ordinal))])
            .Sum(row => long.Parse(row.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("""<th scope="row">(?:on|off)</th><td class="number">([0-9,]+)</td>""")]
    private static partial Regex Arm();
}
