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
    public ImmutableSortedDictionary<string, EnvironmentState> Environments { get; init; } =
        ImmutableSortedDictionary.Create<string, EnvironmentState>(StringComparer.Ordinal);

    public EnvironmentState Of(string environment) => Environments.GetValueOrDefault(environment) ?? EnvironmentState.Empty;

    public LedgerState With(string environment, EnvironmentState state) => this with { Environments = Environments.SetItem(environment, state) };

    public FlagState StateOf(string environment)
    {
        var state = Of(environment);
        return new(Kept is null ? state.Kills : ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, Kept.StateOf(environment).Kills).SetItems(state.Kills))
        {
            Ramps = state.Ramps,
            Restores = state.Restores,
            Sequence = state.Sequence,
            Lineage = Lineage,
        };
    }
}

/// <summary>The part of it that belongs to one environment. Immutable; thread-safe.</summary>
internal sealed record EnvironmentState
{
    public static readonly EnvironmentState Empty = new();

    /// <summary>The position of the last record that changed it.</summary>
    public long Sequence { get; init; }

    /// <summary>By flag key.</summary>
    public ImmutableSortedDictionary<string, Kill> Kills { get; init; } = ImmutableSortedDictionary.Create<string, Kill>(StringComparer.Ordinal);

    /// <summary>By rollout id.</summary>
    public ImmutableSortedDictionary<string, RampState> Ramps { get; init; } = ImmutableSortedDictionary.Create<string, RampState>(StringComparer.Ordinal);

    /// <summary>By flag key.</summary>
    public ImmutableSortedDictionary<string, int> Restores { get; init; } = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);
}
