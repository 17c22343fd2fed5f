namespace Dataface.Flags.Experiments.Readouts.Gates;

/// <summary>
/// The units of the last whole week, by which a forecast goes on: over all days, it would tell of a ramp's first steps long after them, and
/// of fewer, of the day of the week.
/// </summary>
internal sealed class RecentDays
{
    private const int Week = 7;

    private readonly IReadOnlyList<(DateOnly Day, long[] Units)> _days;
    private readonly int _from;
    private readonly int _to;

    private RecentDays(IReadOnlyList<(DateOnly Day, long[] Units)> days, int from, int to) => (_days, _from, _to) = (days, from, to);

    /// <summary>Null before the first unit.</summary>
    public static RecentDays? Of(ExperimentEvidence evidence)
    {
        if (evidence.FirstDay is not { } start || evidence.DailyExposures is not [.., var (last, _)] days) return null;
        var (today, first) = (RunDays.Day(evidence.Now).DayNumber, start.DayNumber);

        // Today is not whole, and of days that are still on their way nothing is known; a pause is.
        var to = ExposurePause.Of(evidence) is null ? Math.Min(today, last.DayNumber + 1) : today;
        to = Math.Max(first + 1, to);
        return new(days, Math.Max(first, to - Week), to);
    }

    /// <summary>The units of a day.</summary>
    /// <param name="units">Which of them.</param>
    public double PerDay(Func<long[], long> units) =>
        _days.Where(day => day.Day.DayNumber >= _from && day.Day.DayNumber < _to).Sum(day => units(day.Units)) / (double)(_to - _from);

    /// <summary>The number of the day before which so many have come; endless when none come.</summary>
    public double DayOf(double wanted, Func<long[], long> units)
    {
        var have = 0.0;
        foreach (var (day, counts) in _days)
        {
            if (day.DayNumber >= _to) break;
            have += units(counts);
            if (have >= wanted) return day.DayNumber + 1;
        }

        return PerDay(units) is > 0 and var rate ? _to + Math.Ceiling((wanted - have) / rate) : double.PositiveInfinity;
    }

    /// <summary>All that are exposed by the end; null without one.</summary>
    public double? AtEnd(DateOnly? end) => end is { } day
        ? Math.Round(_days.Where(d => d.Day.DayNumber < _to).Sum(d => d.Units.Sum())
            + (PerDay(units => units.Sum()) * Math.Max(0, day.DayNumber - _to))) : null;
}
