namespace Dataface.Flags.Experiments.Policy;

/// <summary>Every check of one experiment. A further one is a line here.</summary>
internal static class ExperimentChecks
{
    private static readonly Action<CheckScope>[] All =
    [
        FlagChecks.HasFlag, FlagChecks.FlagFits, AssignmentChecks.FlagDividesAsDesigned, AssignmentChecks.FlagIsOn, FlagChecks.FlagIsGone,
        IntentChecks.HasHypothesis, IntentChecks.ChangesOneThing, IntentChecks.TellsUsers,
        TimeChecks.Ends, TimeChecks.IsNotOverdue, TimeChecks.StartsInTime, SampleChecks.ReachesItsSample,
        AreaChecks.TouchesNothingForbidden, AreaChecks.IsApproved, AreaChecks.HasCohort,
        MarginChecks.HasLimit, MarginChecks.IsAbsoluteWhereRare, MarginChecks.CanBeShown,
        MetricChecks.HasNoVanity, MetricChecks.HasWindow, MetricChecks.HasNoPersonalData,
        DecisionChecks.HasDecision, DecisionChecks.HasReadout,
    ];

    public static void Run(CheckScope scope)
    {
        foreach (var check in All) check(scope);
    }
}
