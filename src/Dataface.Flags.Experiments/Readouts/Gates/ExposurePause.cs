namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>
/// Whether units still come while the experiment runs. What was measured before holds nevertheless, so that it stops no decision; but no
/// day can be promised for what is waited for.
/// </summary>
internal static class ExposurePause
{
    /// <summary>Today and yesterday may still be on their way.</summary>
    private const int OnTheWay = 2;

    /// <summary>Since when nobody came, in a sentence; null when all is well, or nothing is due.</summary>
    public static string? Of(ExperimentEvidence evidence)
    {
        if (evidence.DailyExposures is not [.., var (last, _)]) return null;
        var today = RunDays.Day(evidence.Now);

        // Who does not work at weekends has come back from such a pause before.
        var usual = evidence.DailyExposures.Zip(evidence.DailyExposures.Skip(1), (day, next) => next.Day.DayNumber - day.Day.DayNumber)
            .DefaultIfEmpty(1).Max() - 1;
        return !(evidence.Design.End <= today) && today.DayNumber - last.DayNumber > OnTheWay + usual
            ? FormattableString.Invariant(
                $"Nobody has been exposed since {last:O}, though the experiment is not over: exposures have stopped, or are not recorded.")
            : null;
    }
}
