namespace Dataface.Flags.Guard.Recording;

/// <summary>
/// Which sources are limited to one unit: all but those that have more than a fifth of an arm's units, of every arm, since otherwise the
/// rule would leave nearly nothing to compare. Looks at a sample of units; asked on the threads of whoever records, and renewed by one that
/// reports. Thread-safe for asking.
/// </summary>
internal sealed class SourceLimits
{
    /// <summary>The part of the units from which on a source is not limited.</summary>
    public const double Most = 0.2;

    /// <summary>Sampled units from which on a part is believed, of all arms and of one.</summary>
    public const int LeastUnits = 100;
    public const int LeastOfArm = 30;

    private const uint Unknown = (uint)(SourceKey.Unknown >> 32);

    private Dictionary<uint, (int Count, uint Speaker)> _sources = [];
    private readonly Dictionary<uint, int> _large = [];
    private volatile uint[] _exempt = [];
    private int _arms;
    private int _all;

    /// <summary>The sampled units of the arm taken in last.</summary>
    public int Units { get; private set; }

    /// <summary>Those of its strongest source that is known.</summary>
    public int Strongest { get; private set; }

    /// <summary>Those whose source is not known.</summary>
    public int Sourceless { get; private set; }

    public bool IsLimited(ulong source)
    {
        var exempt = _exempt;
        return exempt.Length == 0 || Array.IndexOf(exempt, (uint)(source >> 32)) < 0;
    }

    /// <summary>Begins with the first arm.</summary>
    public void Begin()
    {
        _large.Clear();
        (_arms, _all) = (0, 0);
    }

    /// <summary>Takes in the sample of an arm.</summary>
    public void Take(uint[] keys, uint[] sources)
    {
        _sources.Clear();
        (Units, Strongest, Sourceless) = (0, 0, 0);
        for (var slot = 0; slot < keys.Length; slot++)
        {
            var key = Volatile.Read(ref keys[slot]);
            if (key == 0) continue;
            Units++;
            if (sources[slot] is 0 or Unknown) Sourceless++;
            if (sources[slot] != 0) Count(key, sources[slot]);
        }

        _all += Units;
        if (Units < LeastOfArm) return;
        _arms++;
        foreach (var (source, (count, _)) in _sources)
        {
            if (count > Most * Units) _large[source] = _large.GetValueOrDefault(source) + 1;
        }
    }

    /// <summary>Whether a unit of the arm taken in last counts for itself or for its source.</summary>
    public bool Speaks(uint key, uint source) =>
        source == 0 || Array.IndexOf(_exempt, source) >= 0 || (_sources.TryGetValue(source, out var known) && known.Speaker == key);

    /// <summary>Ends with the last arm: what is large in every one of them is not limited from now on. Nothing else is kept.</summary>
    public void End()
    {
        _exempt = _all < LeastUnits ? [] : [.. _large.Where(source => source.Value == _arms).Select(source => source.Key)];
        _sources = [];
    }

    private void Count(uint key, uint source)
    {
        var (count, speaker) = _sources.GetValueOrDefault(source, (0, uint.MaxValue));
        _sources[source] = (count + 1, Math.Min(speaker, key));
        if (source != Unknown) Strongest = Math.Max(Strongest, count + 1);
    }
}
