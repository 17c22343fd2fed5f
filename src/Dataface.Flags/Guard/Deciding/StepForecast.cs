using System.Globalization;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// When a step can end at the traffic that was seen in it, if the feature does no harm: by how much evidence a unit that errs
/// brings on average, and how many newly erring units come. Fewer come when it is the same few that err. Not thread-safe.
/// </summary>
internal sealed class StepForecast
{
    private const int MostPoints = 256;

    /// <summary>Units below which nothing is said.</summary>
    private const long LeastUnits = 5;

    /// <summary>Standard deviations by which the second half of the time must have fewer units than the first, to be no chance.</summary>
    private const double Fewer = 3;

    private readonly List<(TimeSpan At, long Units)> _seen = [(TimeSpan.Zero, 0)];

    /// <summary>Notes how many units had erred by a time since the step began.</summary>
    public void Note(TimeSpan at, long units)
    {
        if (units == _seen[^1].Units) return;
        if (_seen.Count == MostPoints)
        {
            for (var i = MostPoints - 2; i > 0; i -= 2) _seen.RemoveAt(i);
        }

        _seen.Add((at, units));
    }

    /// <summary>How much longer it takes until so many more units have erred; null when that cannot be said yet, and MaxValue for
    /// never.</summary>
    /// <param name="elapsed">How long the step lasts already.</param>
    /// <param name="missing">How many more units it takes.</param>
    public TimeSpan? Until(TimeSpan elapsed, double missing)
    {
        var (all, half) = (_seen[^1].Units, _seen.FindLast(point => point.At <= elapsed / 2).Units);
        if (missing <= 0) return TimeSpan.Zero;
        if (all < LeastUnits || elapsed <= TimeSpan.Zero) return null;
        var (first, second) = ((double)half, (double)(all - half));
        if (first - second < Fewer * Math.Sqrt(first + second)) return After(missing / (all / elapsed.TotalSeconds));
        var kept = second / first;
        var still = second * kept / (1 - kept);
        return missing >= still
            ? TimeSpan.MaxValue
            : After(elapsed.TotalSeconds / 2 * Math.Log(1 - (missing / still)) / Math.Log(Math.Max(kept, 1e-9)));
    }

    /// <summary>The sooner of two ways to the end; null when that cannot be said yet, and MaxValue for never.</summary>
    public static TimeSpan? Sooner(TimeSpan? one, TimeSpan? other) =>
        one is { } first && other is { } second ? (first < second ? first : second)
        : (one ?? other) is { } known && known < TimeSpan.MaxValue ? known : null;

    /// <summary>A time for people, in two of its units at most.</summary>
    public static string Text(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => Text(time.TotalDays, "days"),
        { TotalHours: >= 2 } => Text(time.TotalHours, "hours"),
        { TotalMinutes: >= 2 } => Text(time.TotalMinutes, "minutes"),
        _ => "a minute or two",
    };

    private static string Text(double count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(count):0} {unit}");

    /// <summary>A time, or MaxValue when it is as good as never.</summary>
    public static TimeSpan After(double seconds) => seconds < TimeSpan.FromDays(3_650).TotalSeconds
        ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
}
