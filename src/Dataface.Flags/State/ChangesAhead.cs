namespace Dataface.Flags.State;

/// <summary>
/// This process's own changes that the store has recorded, and that no state which the store has shown holds yet. Not thread-safe.
/// </summary>
/// <param name="source">What the kills' source is called.</param>
internal sealed class ChangesAhead(string source)
{
    private readonly List<Ahead> _changes = [];

    public bool IsEmpty => _changes.Count == 0;

    /// <summary>Adds a change. One that is delivered again counts once.</summary>
    /// <param name="change">The change.</param>
    /// <param name="sequence">Where it is recorded.</param>
    /// <param name="lineage">The lineage that the position is of.</param>
    public void Add(StateChange change, long sequence, string lineage)
    {
        if (_changes.Exists(a => a.Change.Id == change.Id)) return;
        var behind = _changes.FindIndex(a => a.Sequence > sequence);
        _changes.Insert(behind < 0 ? _changes.Count : behind, new(change.Canonical(), sequence, lineage));
    }

    /// <summary>A state that the store has shown, with the changes that it lacks; the others are forgotten.</summary>
    public FlagState Over(FlagState shown)
    {
        _changes.RemoveAll(a => a.Lineage != shown.Lineage || a.Sequence <= shown.Sequence);
        return _changes.Aggregate(shown, (state, a) => state.After(a.Change, source));
    }

    private readonly record struct Ahead(StateChange Change, long Sequence, string Lineage);
}
