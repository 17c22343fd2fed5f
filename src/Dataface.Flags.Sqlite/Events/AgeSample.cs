using Dataface.Flags.Experiments.Events;

namespace Dataface.Flags.Sqlite.Events;

/// <summary>
/// When events happened, for a quantile of their ages. Of many each second, fourth, eighth and so on is kept, so that memory stays flat.
/// Not thread-safe.
/// </summary>
internal sealed class AgeSample
{
    private const int Most = 65_536;

    private readonly List<long> _times = [];
    private long _count;
    private int _step = 1;

    /// <param name="at">In microseconds since 1970.</param>
    public void Add(long at)
    {
        if (_count++ % _step != 0) return;
        if (_times.Count == Most)
        {
            for (var i = 0; i < Most / 2; i++) _times[i] = _times[2 * i];
            _times.RemoveRange(Most / 2, Most / 2);
            _step *= 2;
            if ((_count - 1) % _step != 0) return;
        }

        _times.Add(at);
    }

    /// <summary>The age that a share of the events has at most, between two of them by their distance; null without any.</summary>
    public TimeSpan? Of(double share, DateTimeOffset now)
    {
        if (_times.Count == 0) return null;
        var moment = UnitEvent.Microseconds(now);
        var ages = _times.Select(at => moment - at).Order().ToList();
        var place = share * (ages.Count - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, ages.Count - 1);
        var age = ages[below] + ((place - below) * (ages[above] - ages[below]));
        return TimeSpan.FromMicroseconds(Math.Max(age, 0));
    }
}
