namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// Tells the time buckets of an incident from usual ones, by how many units err on both sides together. Usual is the lowest rate of the
/// last two hours, each measured over a minute and fifty erring units: an incident does not raise it, and a daily cycle does. Not
/// thread-safe.
/// </summary>
internal sealed class ErrorIncidents
{
    /// <summary>The erring units that a rate is measured over, at least.</summary>
    private const double Sample = 50;

    /// <summary>
    /// How many times the usual rate is no incident yet: a day's cycle rises, and the lowest of many rates is low by chance.
    /// </summary>
    private const double Factor = 2;

    /// <summary>What may err beyond that by chance, in standard deviations, and as many units.</summary>
    private const double Chance = 4;

    /// <summary>Besides a bucket this is judged, so that a service with few errors has enough to be judged by.</summary>
    private static readonly double Minute = TimeSpan.FromMinutes(1).TotalSeconds;

    private static readonly TimeSpan Remembered = TimeSpan.FromHours(2);

    private readonly Queue<(double Seconds, long Erring)> _minute = new();

    /// <summary>Rates a second, of which a later one is higher: a lower one makes those before it useless.</summary>
    private readonly List<(TimeSpan End, double Rate)> _rising = [];
    private TimeSpan _end;
    private (double Seconds, long Erring) _open;

    /// <summary>The usual rate a second, as far as is known. What is not enough for a rate yet may become enough at once.</summary>
    private double Usual =>
        Math.Min(_rising.Count > 0 ? _rising[0].Rate : double.PositiveInfinity, Math.Max(Sample, _open.Erring) / _open.Seconds);

    /// <summary>Takes in a bucket that is closed; whether it belongs to an incident.</summary>
    /// <param name="end">When it ended, since the step began.</param>
    /// <param name="erring">The units that erred in it, of both sides: which they are of must not matter.</param>
    public bool Take(TimeSpan end, long erring)
    {
        var seconds = (end - _end).TotalSeconds;
        _end = end;
        _minute.Enqueue((seconds, erring));
        while (_minute.Sum(b => b.Seconds) - _minute.Peek().Seconds >= Minute) _minute.Dequeue();
        var usual = Usual;
        Learn(seconds, erring);
        return IsFarAbove(usual * seconds, erring) || IsFarAbove(usual * _minute.Sum(b => b.Seconds), _minute.Sum(b => b.Erring));
    }

    private static bool IsFarAbove(double usual, long erring) =>
        erring > (Factor * usual) + (Chance * Math.Sqrt(Factor * usual)) + Chance;

    private void Learn(double seconds, long erring)
    {
        _open = (_open.Seconds + seconds, _open.Erring + erring);
        if (_open.Erring >= Sample && _open.Seconds >= Minute)
        {
            var rate = _open.Erring / _open.Seconds;
            while (_rising.Count > 0 && _rising[^1].Rate >= rate) _rising.RemoveAt(_rising.Count - 1);
            _rising.Add((_end, rate));
            _open = default;
        }

        while (_rising.Count > 1 && _rising[0].End < _end - Remembered) _rising.RemoveAt(0);
    }
}
