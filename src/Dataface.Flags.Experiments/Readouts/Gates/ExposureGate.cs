namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>
/// Whether units still come while the experiment runs. What was measured before holds nevertheless, so that it binds nobody; but no day can be promised
/// for what is waited for.
/// </summary>
internal static class ExposureGate
{
    /// <summary>Today and yesterday may still be on their way.</summary>
    private const int LongestPause = 2;

    public static IEnumerable<GateResult> Run(ExperimentEvidence evidence)
    {
        if (StoppedAfter(evidence) is not { } last) yield break;
        var days = Schedule.Day(evidence.Now).DayNumber - last.DayNumber;
        yield return new()
        {
            Code = GateCode.Freshness,
            Name = "Freshness of exposures",
            State = GateState.NotYet,
            Numbers = [new("days", days)],
            Explanation = Explain(last),
            Evidence = Evidence.Exposure,
            IsBinding = false,
        };
    }

    /// <summary>The last day on which units came, when it is too long ago; null when all is well, or nothing is due.</summary>
    public static DateOnly? StoppedAfter(ExperimentEvidence evidence)
    {
        if (evidence.DailyExposures is not [.., var (last, _)]) return null;
        var today = Schedule.Day(evidence.Now);
        return !(evidence.Design.End <= today) && today.DayNumber - last.DayNumber > LongestPause ? last : null;
    }

    public static string Explain(DateOnly last) =>
        FormattableString.Invariant($"Nobody has been exposed since {last:O}, though the experiment is not over: exposures have stopped, or are not recorded.");
}
