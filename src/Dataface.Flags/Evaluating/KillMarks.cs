namespace Dataface.Flags.Evaluating;

/// <summary>
/// Counts how often each flag of a client was killed. A compiled flag remembers the count of the moment at which it was put in
/// force, and so every snapshot that holds it, however old, sees a kill that came later: with one volatile read, and nothing to
/// be told. Thread-safe.
/// </summary>
internal sealed class KillMarks
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, KillMark> _marks = new(StringComparer.Ordinal);

    /// <summary>
    /// The mark of a flag, made when there is none yet. It outlives reloads, so that flags of older documents see the kill, too.
    /// </summary>
    public KillMark Of(string flag)
    {
        lock (_gate)
        {
            if (!_marks.TryGetValue(flag, out var mark)) _marks.Add(flag, mark = new KillMark());
            return mark;
        }
    }

    /// <summary>Gives back room for flags that do not come.</summary>
    public void Trim()
    {
        lock (_gate) _marks.TrimExcess();
    }

    /// <summary>A flag was killed. One without a mark is in no snapshot, and will be compiled as killed.</summary>
    public void Kill(string flag)
    {
        lock (_gate)
        {
            if (_marks.TryGetValue(flag, out var mark)) mark.Kill();
        }
    }

    /// <summary>Every flag was killed.</summary>
    public void KillAll()
    {
        lock (_gate)
        {
            foreach (var mark in _marks.Values) mark.Kill();
        }
    }
}

/// <summary>
/// How often one flag was killed. It only changes, and never back: what was pinned before a kill stays off, also after a restore.
/// </summary>
internal sealed class KillMark
{
    private int _kills;

    public int Kills => Volatile.Read(ref _kills);

    public void Kill() => Interlocked.Increment(ref _kills);
}

/// <summary>How often a flag had been killed when it was put in force.</summary>
/// <param name="Mark">The flag's mark.</param>
/// <param name="Kills">The count at that moment.</param>
internal readonly record struct KillsSeen(KillMark Mark, int Kills)
{
    /// <summary>Whether it was killed since. Each evaluation asks.</summary>
    public bool IsKilledSince => Mark.Kills != Kills;

    /// <summary>The same as of now.</summary>
    public KillsSeen Now() => this with { Kills = Mark.Kills };
}
