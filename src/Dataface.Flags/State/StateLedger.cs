using Dataface.Flags.Publishing;

namespace Dataface.Flags.State;

/// <summary>The state that a chain of changes leads to. Not thread-safe.</summary>
/// <param name="source">What the kills' source is called.</param>
/// <param name="kept">A ledger whose kills stay in force, whatever this one says.</param>
internal sealed class StateLedger(string source, StateLedger? kept = null)
{
    private readonly Dictionary<string, EnvironmentState> _environments = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _known = [];

    public long Sequence { get; private set; }

    public string Head { get; private set; } = AuditCodec.Genesis;

    /// <summary>The document in force, or null.</summary>
    public DocumentRevision? Document { get; private set; }

    /// <summary>Changes when the trail goes on from a backup.</summary>
    public string Lineage { get; private set; } = "";

    public bool Knows(Guid change) => _known.Contains(change);

    /// <summary>The record that a change would add.</summary>
    /// <exception cref="DefinitionConflictException">Another document is in force than whoever publishes believes.</exception>
    public AuditRecord Next(StateChange change)
    {
        var state = change.IsGlobal ? null : Of(change.Environment);
        var ramp = change.Rollout is { } rollout ? state?.Ramps.GetValueOrDefault(rollout) : null;
        return new TrailHead(Sequence, Head, Document).Next(change, source, state?.Kills.GetValueOrDefault(change.Flag), ramp);
    }

    /// <summary>Whether a record is sound and follows the last one.</summary>
    public bool IsNext(AuditRecord record) =>
        record.Sequence == Sequence + 1 && record.PreviousHash == Head && record.Hash == AuditCodec.HashOf(record);

    public void Apply(AuditRecord record)
    {
        (Sequence, Head) = (record.Sequence, record.Hash);
        _known.Add(record.Change.Id);
        if (record.Change.IsGlobal)
        {
            Document = record.DocumentAfter;
            if (record.Change.Action == StateAction.Recover) Lineage = record.Change.Id.ToString("N");
            return;
        }

        var (state, change) = (Of(record.Change.Environment), record.Change);
        state.Sequence = record.Sequence;
        if (change.Rollout is { } rollout)
        {
            if (record.RampAfter is { } ramp) state.Ramps[rollout] = ramp;
        }
        else if (record.After is { } kill)
        {
            state.Kills[change.Flag] = kill with { Source = source };
        }
        else if (state.Kills.Remove(change.Flag))
        {
            state.Restores[change.Flag] = state.Restores.GetValueOrDefault(change.Flag) + 1;
        }
    }

    /// <summary>Takes a kill from a record that cannot be trusted: switching off needs less proof than switching on.</summary>
    public void ApplyUntrusted(AuditRecord record)
    {
        if (record.Change.Action == StateAction.Kill || record.After is not null)
        {
            Of(record.Change.Environment).Kills[record.Change.Flag] = record.After ?? TrailHead.KillBy(record.Change, source);
        }
    }

    public FlagState StateOf(string environment)
    {
        var state = Of(environment);
        var kills = kept is null ? new(StringComparer.Ordinal) : new Dictionary<string, Kill>(kept.StateOf(environment).Kills, StringComparer.Ordinal);
        foreach (var (flag, kill) in state.Kills) kills[flag] = kill;
        return new(kills)
        {
            Ramps = new Dictionary<string, RampState>(state.Ramps, StringComparer.Ordinal),
            Restores = new Dictionary<string, int>(state.Restores, StringComparer.Ordinal),
            Sequence = state.Sequence,
            Lineage = Lineage,
        };
    }

    private EnvironmentState Of(string environment)
    {
        if (!_environments.TryGetValue(environment, out var state)) _environments.Add(environment, state = new());
        return state;
    }

    private sealed class EnvironmentState
    {
        public long Sequence { get; set; }

        public Dictionary<string, Kill> Kills { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, RampState> Ramps { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, int> Restores { get; } = new(StringComparer.Ordinal);
    }
}
