using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Writing;

namespace Dataface.Flags.Cli.Experiments;

/// <summary>
/// The document that <c>experiments new</c> writes: a design and metrics to start from, blank where only its author knows.
/// </summary>
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
            new(
                "errors", IsSuccess: false, MetricKind.ErrorRate, "request_failed", "request_handled", Baseline: "0.5 %",
                Deviation: "0.035"),
        ],
        Gates =
        [
            new("orders", GateStatistic.LiftLower, GateComparison.Above, "0", GateRole.Success),
            new(
                "errors", GateStatistic.DifferenceUpper, GateComparison.AtMost, Threshold: null, GateRole.Guardrail,
                "The practical limit: the most that errors may rise, such as 0.2 %. Nothing ships before it is shown; 'experiments show' "
                + "says how many units that takes. Of a common thing, a relative one: lift_lower, at_least, -2 %."),
        ],
    });
}
