using System.Collections.Immutable;

namespace Dataface.Flags.State;

/// <summary>The state that a chain of changes leads to. Not thread-safe.</summary>
/// <param name="source">What the kills' source is called.</param>
/// <param name="kept">State whose kills stay in force, whatever this one says.</param>
internal sealed class StateLedger(string source, LedgerState? kept = null)
{
    private readonly KnownChanges _known = new();

    /// <summary>What it has come to.</summary>
    public LedgerState State { get; private set; } = new(source, kept);

    public bool Knows(Guid change) => _known.Contains(change);

    /// <summary>The record that a change adds; null when it has been recorded, and is delivered once more.</summary>
    /// <exception cref="RefusalException">It is refused: see <see cref="FlagState.RefusalOf"/>, or its id is that of another.</exception>
    public AuditRecord? Next(StateChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (ChangeCheck.RefusalOf(change) is { } malformed) throw malformed;
        change = change.Canonical();
        if (_known.Contains(change)) return null;
        return State.StateOf(change.Environment).RefusalHere(change) is { } refusal ? throw refusal : Draft(change);
    }

    /// <summary>Where the change of an id is recorded; for one of which that is not known any more, some position behind it.</summary>
    public long PositionOf(StateChange change) => _known.PositionOf(change.Id) ?? State.Sequence;

    /// <summary>Whether a record is sound and follows the last one.</summary>
    public bool IsNext(AuditRecord record) =>
        record.Problem is null && record.Sequence == State.Sequence + 1 && record.PreviousHash == State.Head
            && record.Hash == AuditCodec.HashOf(record);

    /// <summary>
    /// Whether a record can be applied: it is the next one, or the checkpoint that a trail of which nothing was read yet begins with.
    /// </summary>
    public bool Follows(AuditRecord record) => IsNext(record) || BeginsWith(record) is not null;

    public void Apply(AuditRecord record)
    {
        if (State.Sequence == 0 && BeginsWith(record) is { } checkpoint)
        {
            State = checkpoint.State with { Kept = State.Kept, Sequence = record.Sequence, Head = record.Hash };
            foreach (var id in checkpoint.Changes) _known.Add(id);
        }
        else
        {
            State = State.After(record);
        }

        _known.Add(record.Change.Id, ChangeSubject.Of(record.Change), record.Sequence);
        if (record.Change.Action == StateAction.Checkpoint) _known.Trim();
    }

    /// <summary>The record that says where everything stands.</summary>
    public AuditRecord Checkpoint(DateTimeOffset at) => Draft(new()
    {
        Action = StateAction.Checkpoint,
        Environment = "*",
        Flag = "*",
        By = source,
        From = ProcessName.Value,
        Reason = "the records before it are in an archive",
        At = at,
        Evidence = CheckpointCodec.Write(new(State, _known.Last())),
    });

    /// <summary>Takes a kill from a record that cannot be trusted: switching off needs less proof than switching on.</summary>
    public void ApplyUntrusted(AuditRecord record)
    {
        if (record.Change.Action == StateAction.Checkpoint && CheckpointCodec.TryRead(record, source) is { } checkpoint)
        {
            foreach (var (environment, state) in checkpoint.State.Environments)
            {
                foreach (var kill in state.Kills.Values) Keep(environment, kill);
            }
        }

        if (record.Change.Action != StateAction.Kill) return;
        Keep(record.Change.Environment, record.After ?? Kill.Of(record.Change, source));
    }

    /// <summary>Takes the kill that a line says which is no record at all.</summary>
    public void ApplyForeign(ReadOnlySpan<byte> line)
    {
        if (ForeignRecord.KillIn(line, source) is { } said) Keep(said.Environment, said.Kill);
    }

    /// <summary>Forgets records that could not be written.</summary>
    public void GoBack(LedgerState state, IEnumerable<AuditRecord> records)
    {
        State = state;
        _known.Forget(records.Select(r => r.Change.Id));
    }

    private Checkpoint? BeginsWith(AuditRecord record) =>
        State.Sequence == 0 && record.Change.Action == StateAction.Checkpoint && record.Hash == AuditCodec.HashOf(record)
            ? CheckpointCodec.TryRead(record, source)
            : null;

    private AuditRecord Draft(StateChange change) =>
        new TrailHead(State.Sequence, State.Head).Next(change, State.Of(change.Environment), source);

    private void Keep(string environment, Kill kill)
    {
        var state = State.Of(environment);
        var kills = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, state.Kills).SetItem(kill.Flag, kill);
        State = State.With(environment, state with { Kills = kills });
    }
}
