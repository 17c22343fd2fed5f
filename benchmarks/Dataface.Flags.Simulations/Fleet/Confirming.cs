using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Fleet;

/// <summary>How soon a kill is confirmed by all, whom the answer names when some are stopped, and what reports cost the server.</summary>
internal static class Confirming
{
    /// <summary>The first changes warm both sides up.</summary>
    private const int WarmUp = 5;

    /// <param name="report">Gets the figures.</param>
    /// <param name="servers">Those that instances follow, and that are asked in turn.</param>
    /// <param name="instances">How many instances.</param>
    /// <param name="kills">How many kills.</param>
    /// <param name="budget">The most that the middle and the slowest one of a hundred may take, in milliseconds.</param>
    /// <param name="seconds">For how long the cost of reports is measured; 0 for not at all.</param>
    public static async Task RunAsync(
        Report report, IReadOnlyList<ServerProcess> servers, int instances, int kills, (double Median, double P99) budget, int seconds)
    {
        await using var fleet = await ReportingFleet.OpenAsync([.. servers.Select(server => server.Address)], instances);
        await UntilKnownAsync(servers, instances);
        var confirmed = new List<double>();
        var isComplete = true;
        for (var kill = -Math.Min(WarmUp, kills); kill < kills; kill++)
        {
            foreach (var action in new[] { "kill", "restore" })
            {
                var confirmation = await ChangeAsync(servers[Math.Abs(kill) % servers.Count], action, FleetDocument.Flag(0), wait: 30);
                isComplete &= confirmation.Confirmed == instances && confirmation.Expected == instances;
                if (action == "kill" && kill >= 0) confirmed.Add(confirmation.Milliseconds);
            }
        }

        var quantiles = new Quantiles(confirmed);
        var table = report.Begin(
            $"A kill confirmed by all of {instances} instances, {servers.Count} server(s); {kills} kills, milliseconds from the request",
            "p50", "p99", "max");
        Report.Row(table, quantiles.Of(0.5), quantiles.Of(0.99), quantiles.Max);
        report.Judge($"{instances} instances: every change was confirmed by all", isComplete);
        report.Judge($"{instances} instances: p50 at most {budget.Median} ms", quantiles.Of(0.5) <= budget.Median);
        report.Judge($"{instances} instances: p99 at most {budget.P99} ms", quantiles.Of(0.99) <= budget.P99);
        await StopSomeAsync(report, servers, fleet);
        if (seconds > 0) await ReportCosts.JudgeAsync(report, servers[0], fleet, seconds);
    }

    /// <summary>Five in a hundred are stopped: the answer comes when the wait is over, with just those.</summary>
    private static async Task StopSomeAsync(Report report, IReadOnlyList<ServerProcess> servers, ReportingFleet fleet)
    {
        var stopped = fleet.Streams.Where((_, number) => number % 20 == 0).ToList();
        foreach (var stream in stopped) stream.Stop();
        var began = Stopwatch.GetTimestamp();
        var confirmation = await ChangeAsync(servers[0], "kill", FleetDocument.Flag(20), wait: 2);
        var took = Stopwatch.GetElapsedTime(began);
        var behind = await StatusAsync(servers[0], "behind");
        report.Judge(
            $"{stopped.Count} of {fleet.Streams.Count} stopped: answered after {took.TotalSeconds:0.0} s of 2, "
            + $"{confirmation.Unconfirmed} not confirmed, and just those are behind",
            confirmation.Unconfirmed == stopped.Count && took < TimeSpan.FromSeconds(4)
            && behind.SetEquals(stopped.Select(stream => stream.Id)));
        foreach (var stream in stopped) stream.GoOn();
        var again = await ChangeAsync(servers[0], "restore", FleetDocument.Flag(20), wait: 30);
        report.Judge($"{stopped.Count} go on: all confirm", again.Unconfirmed == 0);
    }

    private static async Task UntilKnownAsync(IReadOnlyList<ServerProcess> servers, int instances)
    {
        foreach (var server in servers)
        {
            for (var tries = 0; (await FleetAsync(server)).GetProperty("current").GetInt32() < instances; tries++)
            {
                if (tries == 600) throw new TimeoutException("A server does not know every instance.");
                await Task.Delay(100);
            }
        }
    }

    private static async Task<HashSet<Guid>> StatusAsync(ServerProcess server, string status) =>
        [.. (await FleetAsync(server)).GetProperty("instances").EnumerateArray()
            .Where(instance => instance.GetProperty("status").GetString() == status)
            .Select(instance => instance.GetProperty("id").GetGuid())];

    private static Task<JsonElement> FleetAsync(ServerProcess server) => server.Client.GetFromJsonAsync<JsonElement>("/api/instances");

    private static async Task<Count> ChangeAsync(ServerProcess server, string action, string flag, double wait)
    {
        using var answer = await server.Client.PostAsJsonAsync(
            $"/api/flags/{flag}/{action}", new { environment = "production", reason = "measured", wait });
        var confirmation = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("confirmation");
        return new(
            confirmation.GetProperty("confirmed").GetInt32(), confirmation.GetProperty("expected").GetInt32(),
            confirmation.GetProperty("milliseconds").GetInt64());
    }

    private sealed record Count(int Confirmed, int Expected, long Milliseconds)
    {
        public int Unconfirmed => Expected - Confirmed;
    }
}
