using System.Globalization;
using Dataface.Flags.Experiments.Assignment;
using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Policy;

/// <summary>What the flag does with the experiment's users.</summary>
internal static class AssignmentChecks
{
    public static void FlagDividesAsDesigned(CheckScope scope)
    {
        if (scope.Experiment is not { Flag: { } key, Status: < ExperimentStatus.Decided } || scope.Context.Flags is not { } flags
            || flags.Flags.GetValueOrDefault(key) is not { } flag) return;

        // Arms that are none of its variants are another check's.
        if (scope.Design.Treatments.Count == 0 || !scope.Design.Arms.All(arm => flag.Variants.Any(variant => variant.Name == arm))) return;
        var assignment = FlagAssignment.Of(scope.Design, flag, flags, scope.Context.Environment);
        foreach (var difference in AssignmentDifferences.Of(scope.Design, assignment))
        {
            scope.ErrorOnceAgreed(difference.Code, difference.Path, difference.Message, difference.Remedy);
        }
    }

    public static void FlagIsOn(CheckScope scope)
    {
        if (scope.Experiment is not { Flag: { } key, Status: ExperimentStatus.Running }
            || scope.Context.State is not { } state) return;
        var stop = FlagStop.Of(key, scope.Context.Flags, state).FirstOrDefault(stop => stop.Kill is not null);
        if (stop?.Kill is not { } kill) return;
        var required = stop.Key == key ? "" : $" that '{key}' requires";
        scope.Error(
            ExperimentProblemCode.FlagKilled, "flag",
            string.Create(CultureInfo.InvariantCulture,
                $"The flag '{stop.Key}'{required} was killed on {kill.At.UtcDateTime:u} by {kill.By} ({kill.Reason}), so that nobody "
                + $"gets a treatment."),
            "Restore it first: dataface-flags restore, or the flag's page.");
    }
}
