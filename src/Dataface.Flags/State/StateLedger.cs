namespace Dataface.Flags.State;

/// <summary>The state that a chain of changes leads to. Not thread-safe.</summary>
/// <param name="source">What the kills' source is called.</param>
/// <param name="kept">A ledger whose kills stay in force, whatever this one says.</param>
internal sealed class StateLedger(string source, StateLedger? kept = null)
{
    private readonly Dictionary<string, Dictionary<string, Kill>> _kills = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _known = [];

    public long Sequence { get; private set; }

    public string Head { get; private set; } = AuditCodec.Genesis;

    public bool Knows(Guid change) => _known.Contains(change);

    /// <summary>The record that a change would add.</summary>
    public AuditRecord Next(StateChange change)
    {
        var before = KillsOf(change.Environment).GetValueOrDefault(change.Flag);
        return AuditCodec.Link(Sequence + 1, change, before, change.Action == StateAction.Kill ? KillBy(change) : null, Head);
    }

    /// <summary>Whether a record is sound and follows the last one.</summary>
    public bool IsNext(AuditRecord record) =>
        record.Sequence == Sequence + 1 && record.PreviousHash == Head && record.Hash == AuditCodec.HashOf(record);

    public void Apply(AuditRecord record)
    {
        (Sequence, Head) = (record.Sequence, record.Hash);
        _known.Add(record.Change.Id);
        var kills = KillsOf(record.Change.Environment);
        if (record.After is { } kill) kills[record.Change.Flag] = kill with { Source = source };
        else kills.Remove(record.Change.Flag);
    }

    /// <summary>Takes a kill from a record that cannot be trusted: switching off needs less proof than switching on.</summary>
    public void ApplyUntrusted(AuditRecord record)
    {
        if (record.Change.Action == StateAction.Kill || record.After is not null)
        {
            KillsOf(record.Change.Environment)[record.Change.Flag] = record.After ?? KillBy(record.Change);
        }
    }

    public FlagState StateOf(string environment)
    {
        var kills = kept is null ? new(StringComparer.Ordinal) : new Dictionary<string, Kill>(kept.StateOf(environment).Kills, StringComparer.Ordinal);
        foreach (var (flag, kill) in KillsOf(environment)) kills[flag] = kill;
        return new(kills);
    }

    private Kill KillBy(StateChange change) => new(change.Flag, source, change.By, change.At, change.Reason);

    private Dictionary<string, Kill> KillsOf(string environment)
    {
        if (!_kills.TryGetValue(environment, out var kills)) _kills.Add(environment, kills = new(StringComparer.Ordinal));
        return kills;
    }
}
