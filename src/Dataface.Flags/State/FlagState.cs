using System.Collections.Immutable;

namespace Dataface.Flags.State;

/// <summary>The state of one environment. Immutable; thread-safe. <see cref="After"/> alone defines what a change does to it.</summary>
public sealed partial record FlagState
{
    /// <summary>Nothing is killed, every rollout is at its first step, and no document is in force.</summary>
    public static FlagState Empty { get; } = new();

    /// <summary>The kills in force, by flag key (ordinal).</summary>
    public IReadOnlyDictionary<string, Kill> Kills { get; init; } = None<Kill>();

    /// <summary>The positions of rollouts, by rollout id (ordinal); rollouts that are not listed are at their first step.</summary>
    public IReadOnlyDictionary<string, RampState> Ramps { get; init; } = None<RampState>();

    /// <summary>How often a flag was restored after a kill, by flag key (ordinal); each restore starts its rollouts again.</summary>
    public IReadOnlyDictionary<string, int> Restores { get; init; } = None<int>();

    /// <summary>
    /// The position in the trail of the last record that changed this environment; 0 when there is none. Of two states in one lineage, the
    /// one with the higher position is newer.
    /// </summary>
    public long Sequence { get; init; }

    /// <summary>
    /// The document in force, the same for all environments; null when there is none, or when the store does not report it.
    /// </summary>
    public DocumentRevision? Document { get; init; }

    /// <summary>What the store has set apart because it is not a record, one sentence each; empty when everything is sound.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>
    /// Changes when the store continues from a backup; positions of different lineages cannot be compared. Empty at first.
    /// </summary>
    public string Lineage { get; init; } = "";

    private static ImmutableSortedDictionary<string, T> None<T>() => ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);
}
