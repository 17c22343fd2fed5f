using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Experiments.Validity;

/// <summary>Everything that docs/statistics.md claims about decisions at every look, for every split, with few events.</summary>
internal static class LookSimulations
{
    public static Task RunAsync(Report report, Arguments arguments)
    {
        var isQuick = arguments.IsQuick;
        FalseDecisions.Run(report, isQuick ? 100 : 2_000);
        FalseDecisions.RunArms(report, isQuick ? 50 : 1_000);
        FalseDecisions.RunMargins(report, isQuick ? 50 : 1_000);
        NeededSample.Run(report, isQuick ? 100 : 1_000);
        DailyRatios.Run(report, isQuick ? 200 : 5_000, isQuick ? 50 : 500);
        return Task.CompletedTask;
    }
}
