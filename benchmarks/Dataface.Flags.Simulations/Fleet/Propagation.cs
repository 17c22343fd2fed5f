using Dataface.Flags.Simulations.Output;
using Dataface.Flags.State;

namespace Dataface.Flags.Simulations.Fleet;

/// <summary>
/// How soon a kill is in force elsewhere: from its acknowledgement, which a server gives only when the kill is durable, to the event in
/// each of many streams, and to the first evaluation that answers off in clients as services have them. All clocks are one process's
/// stopwatch.
/// </summary>
internal static class Propagation
{
    private const int Flags = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Report report, Arguments arguments)
    {
        var clients = arguments.Number("clients", arguments.IsQuick ? 200 : 1_000);
        var kills = arguments.Number("kills", arguments.IsQuick ? 20 : 100);
        var postgres = arguments.Text("postgres");
        var budgets = postgres is not null ? new Budgets(double.PositiveInfinity, 500) : new Budgets(50, 250);

        // CI's machine may be busy with anything: there it shows that nothing is lost, and that it takes no polling interval.
        if (arguments.IsQuick) budgets = new(2_000, 5_000);
        await using var first = await StartAsync(postgres);
        await using var second = postgres is null ? null : await StartAsync(postgres);
        ServerProcess[] servers = second is null ? [first] : [first, second];
        await new Operator(first).PublishAsync(FleetDocument.Of(Flags, seed: 1));
        var title = $"A kill in {clients} streams and {clients / 20} clients with "
            + $"UseHttp, {(second is null ? "one server with a data folder" : "two servers over PostgreSQL")}; {kills} kills, milliseconds";
        var table = report.Begin(title, "from", "to", "p50", "p99", "max", "lost");
        await MeasureAsync(report, table, servers, clients, kills, budgets);
        await CallerAsync(report, servers[^1].Address, kills);
        await ConfirmAsync(report, arguments, servers);
    }

    /// <summary>The same until every instance has said that it has it in force.</summary>
    private static async Task ConfirmAsync(Report report, Arguments arguments, IReadOnlyList<ServerProcess> servers)
    {
        var instances = arguments.Number("instances", arguments.IsQuick ? 200 : 1_000);
        var kills = arguments.Number("kills", arguments.IsQuick ? 10 : 100);
        (double, double) budget = arguments.IsQuick ? (5_000, 10_000)
            : instances > 1_000 ? (4_000, 4_000)
            : servers.Count > 1 ? (1_000, 1_000) : (250, 600);
        await Confirming.RunAsync(report, servers, instances, kills, budget, arguments.IsQuick ? 0 : arguments.Number("seconds", 30));
    }

    private static Task<ServerProcess> StartAsync(string? postgres) =>
        postgres is null ? ServerProcess.StartAsync() : ServerProcess.StartAsync("--postgres", postgres);

    private static async Task MeasureAsync(Report report, Table table, ServerProcess[] servers, int clients, int kills, Budgets budgets)
    {
        var addresses = servers.Select(s => s.Address).ToList();
        await using var streams = await StreamFleet.OpenAsync(addresses, clients);
        await using var apps = await ClientFleet.StartAsync(addresses, clients / 20);
        var (inStreams, inApps) = (new Samples(), new Samples());
        for (var kill = -Math.Min(5, kills); kill < kills; kill++)
        {
            // The first ones warm both sides up.
            var server = new Operator(servers[(kill + kills) % servers.Length]);
            var flag = FleetDocument.Flag((kill + kills) % Flags);
            foreach (var isKill in new[] { true, false })
            {
                var (atStreams, atApps) = (streams.Watch(), apps.Watch(flag, isOn: !isKill));
                var change = await server.ChangeAsync(flag, isKill);
                await atStreams.WaitAsync(Patience);
                await atApps.WaitAsync(Patience);
                inStreams.Lost += streams.Behind(change.Cursor);
                inApps.Lost += atApps.Missing;
                if (!isKill || kill < 0) continue;
                inStreams.Add(change, atStreams);
                inApps.Add(change, atApps);
            }
        }

        inStreams.Write(table, "its event in a stream");
        inApps.Write(table, "IsEnabled false in a client");
        foreach (var (name, samples) in new[] { ("streams", inStreams), ("clients", inApps) }) samples.Judge(report, name, budgets);
    }

    /// <summary>Where the kill is called: off before the call returns, and in force in the fleet when it does.</summary>
    private static async Task CallerAsync(Report report, Uri server, int kills)
    {
        await using var client = await ClientFleet.StartAsync(server);
        var (offAtOnce, inFleet) = (0, 0);
        for (var kill = 0; kill < kills; kill++)
        {
            var flag = FleetDocument.Flag(kill % Flags);
            var wasOn = client.IsEnabled(flag);
            var answer = await client.KillSwitch.KillAsync(new() { Flag = flag, By = "measurement", Reason = "measured" });
            if (wasOn && !client.IsEnabled(flag)) offAtOnce++;
            if (answer.Reach == StateReach.Fleet) inFleet++;
            await client.KillSwitch.RestoreAsync(new() { Flag = flag, By = "measurement", Reason = "measured" });
        }

        report.Judge($"the calling process: {offAtOnce} of {kills} kills were in force when the call returned, {inFleet} in the fleet",
            offAtOnce == kills && inFleet == kills);
    }

    private sealed record Budgets(double Median, double P99);

    private sealed class Samples
    {
        private readonly List<double> _sinceCall = [];
        private readonly List<double> _sinceAnswer = [];

        /// <summary>How many changes, restores too, were not there in time, over all clients.</summary>
        public int Lost { get; set; }

        public void Add(Acknowledgement change, Arrivals arrivals)
        {
            _sinceCall.AddRange(arrivals.Since(change.Called));
            _sinceAnswer.AddRange(arrivals.Since(change.At));
        }

        public void Write(Table table, string to)
        {
            foreach (var (from, values) in new[] { ("the call", _sinceCall), ("the answer", _sinceAnswer) })
            {
                var quantiles = new Quantiles(values);
                Report.Row(table, from, to, quantiles.Of(0.5), quantiles.Of(0.99), quantiles.Max, Lost);
            }
        }

        public void Judge(Report report, string name, Budgets budgets)
        {
            var quantiles = new Quantiles(_sinceAnswer);
            if (double.IsFinite(budgets.Median))
                report.Judge($"{name}: p50 from the answer at most {budgets.Median} ms", quantiles.Of(0.5) <= budgets.Median);
            report.Judge($"{name}: p99 from the answer at most {budgets.P99} ms", quantiles.Of(0.99) <= budgets.P99);
            report.Judge($"{name}: none lost", Lost == 0);
        }
    }
}
