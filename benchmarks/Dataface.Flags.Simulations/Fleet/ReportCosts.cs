using System.Diagnostics;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Fleet;

/// <summary>What the reports of many instances cost a server, beside their streams.</summary>
internal static class ReportCosts
{
    /// <summary>For so long the server writes down what came before; what is measured does not cost that.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    /// <summary>The reports alone, without a kill: one server with a data folder.</summary>
    public static async Task RunAsync(Report report, Arguments arguments)
    {
        var instances = arguments.Number("instances", arguments.IsQuick ? 1_000 : 10_000);
        await using var server = await ServerProcess.StartAsync();
        await new Operator(server).PublishAsync(FleetDocument.Of(100, seed: 1));
        await using var fleet = await ReportingFleet.OpenAsync([server.Address], instances);

        // Until code that runs often is compiled as such.
        var seconds = arguments.Number("seconds", arguments.IsQuick ? 2 : 20);
        await ReportAsync(fleet, seconds, CountIn(fleet, seconds));
        await JudgeAsync(report, server, fleet, seconds, arguments.Number("rounds", arguments.IsQuick ? 1 : 5), arguments.IsQuick);
    }

    /// <summary>Compares time with reports and time without, in turn, since the machine may have other work.</summary>
    /// <param name="report">Gets the figures.</param>
    /// <param name="server">The server that they follow.</param>
    /// <param name="fleet">The instances, which are known.</param>
    /// <param name="seconds">How long each part takes.</param>
    /// <param name="rounds">How often both are measured.</param>
    /// <param name="isQuick">Whether it only shows that all works.</param>
    public static async Task JudgeAsync(
        Report report, ServerProcess server, ReportingFleet fleet, int seconds, int rounds = 1, bool isQuick = false)
    {
        await Task.Delay(Rest);
        var (streams, all) = (0.0, 0.0);
        var count = CountIn(fleet, seconds);
        for (var round = 0; round < rounds; round++)
        {
            streams += await ShareAsync(server, () => Task.Delay(TimeSpan.FromSeconds(seconds))) / rounds;
            all += await ShareAsync(server, () => ReportAsync(fleet, seconds, count)) / rounds;
        }

        report.Judge(
            $"reports of {fleet.Streams.Count} instances every {IntervalOf(fleet):0} s: {all - streams:0.0 %} of a core, at most 10 %, "
            + $"{(all - streams) * seconds / count * 1e6:0} µs each; their streams {streams:0.0 %}",
            isQuick || all - streams <= 0.1);
    }

    /// <summary>As often as the server has asked those that have reported last.</summary>
    private static double IntervalOf(ReportingFleet fleet) => fleet.Streams.Max(stream => stream.Interval).TotalSeconds;

    private static int CountIn(ReportingFleet fleet, int seconds) => (int)(fleet.Streams.Count * seconds / IntervalOf(fleet));

    private static async Task<double> ShareAsync(ServerProcess server, Func<Task> meanwhile)
    {
        var (before, began) = (server.ProcessorTime, Stopwatch.GetTimestamp());
        await meanwhile();
        return (server.ProcessorTime - before) / Stopwatch.GetElapsedTime(began);
    }

    private static async Task ReportAsync(ReportingFleet fleet, int seconds, int count)
    {
        var began = Stopwatch.GetTimestamp();
        for (var sent = 0; sent < count; sent++)
        {
            var due = TimeSpan.FromSeconds((double)seconds * sent / count) - Stopwatch.GetElapsedTime(began);
            if (due > TimeSpan.FromMilliseconds(2)) await Task.Delay(due);
            await fleet.Streams[sent % fleet.Streams.Count].ReportAsync();
        }
    }
}
