using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>Everything that docs/guard.md claims about the guard.</summary>
internal static class GuardSimulations
{
    public static Task RunAsync(Report report, Arguments arguments)
    {
        var isQuick = arguments.IsQuick;
        FalseAborts.Run(report, isQuick ? 1_000 : 20_000, isQuick ? 200 : 2_000);
        UnitTraffic.Run(report, isQuick ? 100 : 20_000, isQuick ? 50 : 500);
        ChronicUnits.Run(report, isQuick ? 1_000 : 20_000);
        Delays.Run(report, isQuick ? 500 : 5_000);
        Latencies.Run(report, isQuick ? 200 : 10_000, isQuick ? 200 : 2_000);
        GiveUps.Run(report, isQuick ? 200 : 10_000, isQuick ? 200 : 2_000);
        OneSided.Run(report, isQuick ? 20 : 500);
        Ramps.Run(report, isQuick ? 500 : 10_000);
        return Task.CompletedTask;
    }
}
