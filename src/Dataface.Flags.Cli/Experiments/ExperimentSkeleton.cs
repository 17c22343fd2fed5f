using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Writing;

namespace Dataface.Flags.Cli.Experiments;

/// <summary>The document that <c>experiments new</c> writes: a design and metrics to start from, blank where only its author knows.</summary>
internal static class ExperimentSkeleton
{
    private const int DaysUntilStart = 7;
    private const int DaysOfRun = 28;

    public static string Of(string id, string flag, DateOnly today) => ExperimentTemplate.Write(new()
    {
        Id = id,
        Flag = flag,
        Comments = ["Fill in the blanks; `dataface-flags experiments lint` says what is still missing."],
        Touches = "[]",
        Start = today.AddDays(DaysUntilStart),
        End = today.AddDays(DaysUntilStart + DaysOfRun),
        MinimumDetectableEffect = "5 %",
        Traffic = 5_000,
        Metrics =
        [
            new("orders", IsSuccess: true, MetricKind.Conversion, "order_placed", Window: "7d", Baseline: "30 %"),
            new("errors", IsSuccess: false, MetricKind.ErrorRate, "request_failed", "request_handled", Baseline: "0.5 %"),
        ],
        Gates =
        [
            new("orders", GateStatistic.LiftLower, GateComparison.Above, "0", GateRole.Success),
            new("errors", GateStatistic.DifferenceLower, GateComparison.AtMost, "0", GateRole.Guardrail),
        ],
    });
}
