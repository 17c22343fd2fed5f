using System.Collections.Immutable;

namespace Dataface.Flags.State;

/// <summary>Everything that a chain of changes has led to. Immutable; thread-safe.</summary>
/// <param name="Source">What the kills' source is called.</param>
/// <param name="Kept">State whose kills stay in force, whatever this one says; null for none.</param>
internal sealed record LedgerState(string Source, LedgerState? Kept = null)
{
    /// <summary>The position of the last record, from 1; 0 before the first.</summary>
    public long Sequence { get; init; }

    /// <summary>The hash of the last record.</summary>
    public string Head { get; init; } = AuditCodec.Genesis;

    /// <summary>The document in force, or null.</summary>
    public DocumentRevision? Document { get; init; }

    /// <summary>Changes when the trail goes on from a backup.</summary>
    public string Lineage { get; init; } = "";

    /// <summary>By the environment's name, in ordinal order.</summary>
    public ImmutableSortedDictionary<string, FlagState> Environments { get; init; } =
        ImmutableSortedDictionary.Create<string, FlagState>(StringComparer.Ordinal);

    /// <summary>What records say of an environment.</summary>
    public FlagState Of(string environment) =>
        (Environments.GetValueOrDefault(environment) ?? FlagState.Empty) with { Lineage = Lineage, Document = Document };

    public LedgerState With(string environment, FlagState state) => this with { Environments = Environments.SetItem(environment, state) };

    /// <summary>What a record makes of it.</summary>
    public LedgerState After(AuditRecord record)
    {
        var change = record.Change;
        var after = Of(change.Environment).After(change, Source);
        var next = this with { Sequence = record.Sequence, Head = record.Hash, Document = after.Document, Lineage = after.Lineage };
        return change.IsGlobal ? next : next.With(change.Environment, after with { Sequence = record.Sequence });
    }

    /// <summary>What is in force in an environment.</summary>
    public FlagState StateOf(string environment)
    {
        var state = Of(environment);
        if (Kept is null) return state;
        var kills = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, Kept.StateOf(environment).Kills);
        return state with { Kills = kills.SetItems(state.Kills) };
    }
}
