using Dataface.Flags.Publishing;

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

    /// <summary>Whether a change has been recorded, and is delivered once more.</summary>
    /// <exception cref="RefusalException">Its id is that of a change of something else, which was recorded.</exception>
    public bool Knows(StateChange change) => _known.Contains(change);

    /// <summary>The record that a change would add.</summary>
    /// <exception cref="DefinitionConflictException">Another document is in force than whoever publishes believes.</exception>
    public AuditRecord Next(StateChange change)
    {
        var state = change.IsGlobal ? EnvironmentState.Empty : State.Of(change.Environment);
        var ramp = change.Rollout is { } rollout ? state.Ramps.GetValueOrDefault(rollout) : null;
        return new TrailHead(State.Sequence, State.Head, State.Document).Next(change, source, state.Kills.GetValueOrDefault(change.Flag), ramp);
    }

    /// <summary>Whether a record is sound and follows the last one.</summary>
    public bool IsNext(AuditRecord record) =>
        record.Problem is null && record.Sequence == State.Sequence + 1 && record.PreviousHash == State.Head
            && record.Hash == AuditCodec.HashOf(record);

    /// <summary>Whether a record can be applied: it is the next one, or the checkpoint that a trail of which nothing was read yet begins with.</summary>
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
            ApplyNext(record);
        }

        _known.Add(record.Change.Id, ChangeSubject.Of(record.Change));
        if (record.Change.Action == StateAction.Checkpoint) _known.Trim();
    }

    /// <summary>The change that says where everything stands.</summary>
    public StateChange Checkpoint(DateTimeOffset at) => new()
    {
        Action = StateAction.Checkpoint,
        Environment = "*",
        Flag = "*",
        By = source,
        From = ProcessName.Value,
        Reason = "the records before it are in an archive",
        At = at,
        Evidence = CheckpointCodec.Write(new(State, _known.Last())),
    };

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
        Keep(record.Change.Environment, record.After ?? TrailHead.KillBy(record.Change, source));
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

    private void ApplyNext(AuditRecord record)
    {
        var (change, next) = (record.Change, State with { Sequence = record.Sequence, Head = record.Hash });
        State = change switch
        {
            { IsGlobal: true } => next with
            {
                Document = record.DocumentAfter,
                Lineage = change.Action == StateAction.Recover ? change.Id.ToString("N") : next.Lineage,
            },
            _ => next.With(change.Environment, After(next.Of(change.Environment), record) with { Sequence = record.Sequence }),
        };
    }

    private void Keep(string environment, Kill kill)
    {
        var state = State.Of(environment);
        State = State.With(environment, state with { Kills = state.Kills.SetItem(kill.Flag, kill) });
    }

    private EnvironmentState After(EnvironmentState state, AuditRecord record)
    {
        var change = record.Change;
        if (change.Rollout is { } rollout) return record.RampAfter is { } ramp ? state with { Ramps = state.Ramps.SetItem(rollout, ramp) } : state;
        if (record.After is { } kill) return state with { Kills = state.Kills.SetItem(change.Flag, kill with { Source = source }) };
        return state.Kills.ContainsKey(change.Flag)
            ? state with { Kills = state.Kills.Remove(change.Flag), Restores = state.Restores.SetItem(change.Flag, state.Restores.GetValueOrDefault(change.Flag) + 1) }
            : state;
    }
}
