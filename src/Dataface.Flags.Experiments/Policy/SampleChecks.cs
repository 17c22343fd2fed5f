using System.Globalization;
using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts.Gates;
using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Experiments.Policy;

/// <summary>Whether enough units come before the end.</summary>
internal static class SampleChecks
{
    public static void ReachesItsSample(CheckScope scope)
    {
        if (scope.Experiment.Status >= ExperimentStatus.Decided || scope.Design is not { Start: { } start, End: { } end }) return;
        if (end < start.AddDays(scope.Policy.MinDays)) return; // Another check says so already.
        foreach (var name in scope.Experiment.SuccessMetrics)
        {
            if (DesignRequests.Of(scope.Experiment, name) is not { } request) continue;
            var verdict = DesignCheck.Judge(request, start, end);
            if (verdict.CanReachAim) continue;
            scope.Warning(
                ExperimentProblemCode.TooSmall, "design.minimum_detectable_effect",
                verdict.IsComputed ? Shortfall(name, verdict) : $"No sample can be planned for '{name}': {ReasonText.Of(verdict.Reason)}.",
                verdict.DetectableEffect.IsComputed
                    ? FormattableString.Invariant(
                        $"End later, expose more, or look for {verdict.DetectableEffect.Value:0.0 %}, which it can show.")
                    : "Correct the metric's 'baseline' and 'deviation', or the effect that is sought.");
        }
    }

    private static string Shortfall(string metric, DesignVerdict verdict) => verdict.Plan.IsComputed
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"'{metric}' needs {verdict.Plan.Units:N0} units, and {verdict.ExpectedUnits:N0} come before the end: its power "
            + $"is {verdict.ExpectedPower:0 %}.")
        : $"No number of units shows so small an effect on '{metric}'.";
}
