using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>Everything that docs/guard.md claims about the guard.</summary>
internal static class GuardSimulations
{
    private static readonly (string Name, Action<Report, Length> Run)[] All =
    [
        ("false-aborts", (report, runs) => FalseAborts.Run(report, runs.Of(1_000, 20_000), runs.Of(200, 2_000))),
        ("unit-traffic", (report, runs) => UnitTraffic.Run(report, runs.Of(100, 20_000), runs.Of(50, 500))),
        ("chronic-units", (report, runs) => ChronicUnits.Run(report, runs.Of(1_000, 20_000))),
        ("delays", (report, runs) => Delays.Run(report, runs.Of(500, 5_000))),
        ("latencies", (report, runs) => Latencies.Run(report, runs.Of(200, 10_000), runs.Of(200, 2_000))),
        ("give-ups", (report, runs) => GiveUps.Run(report, runs.Of(200, 10_000), runs.Of(200, 2_000))),
        ("one-sided", (report, runs) => OneSided.Run(report, runs.Of(20, 500))),
        ("use", (report, runs) => Use.Run(report, runs.Of(10, 1_000))),
        ("use-fleet", (report, runs) => Use.RunFleet(report, runs.Of(4, 500))),
        ("use-busy", (report, runs) => Use.RunBusy(report, runs.Of(10, 1_000))),
        ("use-delays", (report, runs) => Use.RunDelays(report, runs.Of(10, 500))),
        ("one-source", (report, runs) => OneSource.Run(report, runs.Of(10, 1_000), runs.Of(20, 500))),
        ("objective", (report, runs) => Objective.Run(report, runs.Of(40, 1_000))),
        ("incidents", (report, runs) => Incidents.Run(report, runs.Of(20, 1_000))),
        ("small-services", (report, runs) => SmallServices.Run(report, runs.Of(100, 2_000))),
        ("margins", (report, runs) => Ramps.RunMargins(report, runs.Of(50, 500))),
        ("days", (report, runs) => Days.Run(report, runs.Of(100, 500))),
        ("ramps", (report, runs) => Ramps.Run(report, runs.Of(500, 10_000))),
    ];

    /// <summary>Runs all tables, or with <c>--only NAME</c> those of one kind, and with <c>--runs N</c> so many times.</summary>
    public static Task RunAsync(Report report, Arguments arguments)
    {
        var only = arguments.Text("only");
        foreach (var (name, run) in All)
        {
            if (only is null || only == name) run(report, new(arguments));
        }

        return Task.CompletedTask;
    }

    /// <summary>How often something is run.</summary>
    private readonly struct Length(Arguments arguments)
    {
        public int Of(int quick, int full) => arguments.Number("runs", arguments.IsQuick ? quick : full);
    }
}
