using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>Everything that docs/guard.md claims about the guard.</summary>
internal static class GuardSimulations
{
    private static readonly (string Name, Action<Report, bool> Run)[] All =
    [
        ("false-aborts", (report, isQuick) => FalseAborts.Run(report, isQuick ? 1_000 : 20_000, isQuick ? 200 : 2_000)),
        ("unit-traffic", (report, isQuick) => UnitTraffic.Run(report, isQuick ? 100 : 20_000, isQuick ? 50 : 500)),
        ("chronic-units", (report, isQuick) => ChronicUnits.Run(report, isQuick ? 1_000 : 20_000)),
        ("delays", (report, isQuick) => Delays.Run(report, isQuick ? 500 : 5_000)),
        ("latencies", (report, isQuick) => Latencies.Run(report, isQuick ? 200 : 10_000, isQuick ? 200 : 2_000)),
        ("give-ups", (report, isQuick) => GiveUps.Run(report, isQuick ? 200 : 10_000, isQuick ? 200 : 2_000)),
        ("one-sided", (report, isQuick) => OneSided.Run(report, isQuick ? 20 : 500)),
        ("use", (report, isQuick) => Use.Run(report, isQuick ? 10 : 1_000)),
        ("use-delays", (report, isQuick) => Use.RunDelays(report, isQuick ? 10 : 500)),
        ("one-source", (report, isQuick) => OneSource.Run(report, isQuick ? 10 : 1_000, isQuick ? 20 : 500)),
        ("small-services", (report, isQuick) => SmallServices.Run(report, isQuick ? 100 : 2_000)),
        ("margins", (report, isQuick) => Ramps.RunMargins(report, isQuick ? 50 : 500)),
        ("days", (report, isQuick) => Days.Run(report, isQuick ? 100 : 500)),
        ("ramps", (report, isQuick) => Ramps.Run(report, isQuick ? 500 : 10_000)),
    ];

    /// <summary>Runs all tables, or with <c>--only NAME</c> those of one kind.</summary>
    public static Task RunAsync(Report report, Arguments arguments)
    {
        var only = arguments.Text("only");
        foreach (var (name, run) in All)
        {
            if (only is null || only == name) run(report, arguments.IsQuick);
        }

        return Task.CompletedTask;
    }
}
