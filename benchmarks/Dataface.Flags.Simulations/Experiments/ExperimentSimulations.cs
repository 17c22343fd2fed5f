using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Experiments;

/// <summary>Everything that docs/statistics.md claims about the statistics of experiments.</summary>
internal static class ExperimentSimulations
{
    public static Task RunAsync(Report report, Arguments arguments)
    {
        var isQuick = arguments.IsQuick;
        Peeking.Run(report, isQuick ? 200 : 2_000);
        UncertainBaselines.Run(report, isQuick ? 200 : 2_000);
        Coverage.Run(report, isQuick ? 1_000 : 10_000);
        PlannedPower.Run(report, isQuick ? 2_000 : 10_000, isQuick ? 200 : 1_000);
        SampleRatios.Run(report, isQuick ? 2_000 : 20_000, isQuick ? 50 : 500);
        Decisions.Run(report, isQuick ? 60 : 1_000);
        return Task.CompletedTask;
    }
}
