using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Dataface.Flags.Simulations.Fleet;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Registry;

/// <summary>
/// Raw events into a data folder or PostgreSQL: how many a second, how soon they are on the board, and what the server keeps of them in
/// memory and on the disk.
/// </summary>
internal static partial class Ingesting
{
    private const int BatchSize = 1_000;
    private const int Senders = 4;
    private const int Looks = 10;
    private const int UsualRate = 10_000;
    private const int UsualRateOfPostgres = 20_000;
    private const double MostSeconds = 5;
    private const double Megabytes = 100;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly Uri Page = new("/experiments/measured", UriKind.Relative);

    public static async Task RunAsync(Report report, Arguments arguments)
    {
        var connection = arguments.Text("postgres");
        var pace = arguments.Number("rate", connection is null ? UsualRate : UsualRateOfPostgres);
        var (events, burst) = arguments.IsQuick ? (20 * pace, 5 * pace) : (arguments.Number("events", 10_000_000), 25 * pace);
        var warmUp = burst / 5 / BatchSize * BatchSize;
        using var folder = new MeasuredFolder(arguments.Text("data"));
        await using var server = await MeasuredServer.StartAsync(connection is null ? ["--data", folder.Path] : ["--postgres", connection]);
        await MeasuredExperiment.StartAsync(server, "measured");

        // What is compiled once is no event's.
        await SendAsync(server, 0, warmUp, null);
        var fast = await SendAsync(server, warmUp, burst, null);
        await using var board = new Board(server);
        await board.ShowsAsync(burst / MeasuredExperiment.EventsOfUnit);
        var rate = (burst - warmUp) / fast.Seconds;
        report.Judge(string.Create(
            CultureInfo.InvariantCulture, $"at least {pace} events a second, as fast as {Senders} senders can: {rate:0}"), rate >= pace);

        var table = report.Begin(
            $"{events} events in batches of {BatchSize}, {pace} a second", "events", "a second", "s from the answer to the board, p50",
            "p99", "longest", "MB resident", "MB after a collection", "MB of live objects",
            "MB on the disk per million");
        var (sent, longest, heaps) = ((long)burst, 0.0, new List<long>());
        for (var look = 1; look <= Looks; look++)
        {
            var until = (burst + ((long)(events - burst) * look / Looks)) / BatchSize * BatchSize;
            var flow = await SendAsync(server, sent, until, pace);
            await board.ShowsAsync(until / MeasuredExperiment.EventsOfUnit);
            var lags = new Quantiles(
                flow.Answers.Select(answer => board.After(answer.At, answer.Events / MeasuredExperiment.EventsOfUnit)));
            var memory = await MeasuredServer.AskAsync(server);
            Report.Row(table, until, (until - sent) / flow.Seconds, lags.Of(0.5), lags.Of(0.99), lags.Max, memory.Resident / 1e6,
                memory.Collected / 1e6, memory.Heap / 1e6,
                connection is null ? folder.Bytes / (double)until : double.NaN);
            longest = Math.Max(longest, lags.Max);
            heaps.Add(memory.Heap);
            sent = until;
        }

        var most = MostSeconds * arguments.Slack;
        report.Judge(string.Create(CultureInfo.InvariantCulture, $"on the board {most} s after the answer: {longest:0.0}"),
            longest <= most);
        report.Judge($"live objects of the last look within {Megabytes} MB of the first",
            Math.Abs(heaps[^1] - heaps[0]) <= Megabytes * 1e6);
    }

    /// <summary>Sends the events from one number to another, at most so many a second.</summary>
    private static async Task<Flow> SendAsync(ServerProcess server, long from, long until, int? rate)
    {
        var (start, next, done, answers) = (Stopwatch.GetTimestamp(), from - BatchSize, from, new List<(long At, long Events)>());
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Add(ref next, BatchSize) is var first && first < until)
            {
                if (rate is { } limit
                    && TimeSpan.FromSeconds((first - from) / (double)limit) - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } early)
                    await Task.Delay(early);
                using var batch = new ByteArrayContent(
                    MeasuredExperiment.Events(first,
                        BatchSize))
                { Headers = { ContentType = new MediaTypeHeaderValue("application/cloudevents-batch+json") } };
                using var answer = await server.Client.PostAsync(new Uri("/api/events", UriKind.Relative), batch);
                await MeasuredExperiment.ThrowIfRefusedAsync(answer);
                lock (answers) answers.Add((Stopwatch.GetTimestamp(), done += BatchSize));
            }
        })));
        return new(Stopwatch.GetElapsedTime(start).TotalSeconds, answers);
    }

    [GeneratedRegex("""<th scope="row">(?:on|off)</th><td class="number">([0-9,]+)</td>""")]
    private static partial Regex Arm();

    /// <param name="Seconds">From the first call to the last answer.</param>
    /// <param name="Answers">When each answer came, and how many events had been answered by then.</param>
    private sealed record Flow(double Seconds, IReadOnlyList<(long At, long Events)> Answers);

    /// <summary>Somebody who looks at the experiment's page all the time.</summary>
    private sealed class Board : IAsyncDisposable
    {
        private readonly CancellationTokenSource _end = new();
        private readonly List<(long At, long Units)> _glances = [];
        private readonly ServerProcess _server;
        private readonly Task _looking;

        public Board(ServerProcess server)
        {
            _server = server;
            _looking = LookAsync();
        }

        /// <summary>Waits until so many units are shown.</summary>
        public async Task ShowsAsync(long units)
        {
            var start = Stopwatch.GetTimestamp();
            while (!Any(units))
            {
                if (_looking.IsCompleted) await _looking;
                if (Stopwatch.GetElapsedTime(start) > Patience) throw new TimeoutException($"The board does not show {units} units.");
                await Task.Delay(Glance);
            }

            bool Any(long wanted)
            {
                lock (_glances) return _glances.Exists(g => g.Units >= wanted);
            }
        }

        /// <summary>Seconds from a moment to the first glance that showed so many units.</summary>
        public double After(long moment, long units)
        {
            lock (_glances)
            {
                var first = _glances.FindIndex(g => g.Units >= units);
                return Math.Max(0, Stopwatch.GetElapsedTime(moment, _glances[first].At).TotalSeconds);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _looking;
            _end.Dispose();
        }

        private async Task LookAsync()
        {
            while (!_end.IsCancellationRequested)
            {
                var page = await _server.Client.GetStringAsync(Page);
                var exposure = page[page.IndexOf("id=\"exposure\"", StringComparison.Ordinal)..];
                var units = Arm().Matches(exposure[..Math.Max(0, exposure.IndexOf("</table>", StringComparison.Ordinal))])
                    .Sum(row => long.Parse(row.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
                lock (_glances) _glances.Add((Stopwatch.GetTimestamp(), units));
                await Task.Delay(Glance, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
