namespace Dataface.Flags.State;

/// <summary>The state of one environment. Immutable; thread-safe.</summary>
/// <param name="Kills">The kills in force, by flag key (ordinal).</param>
public sealed record FlagState(IReadOnlyDictionary<string, Kill> Kills)
{
    /// <summary>Nothing is killed, and every rollout stands at its first step.</summary>
    public static FlagState Empty { get; } = new(new Dictionary<string, Kill>());

    /// <summary>Where rollouts stand, by rollout id (ordinal); those that are not in it stand at their first step.</summary>
    public IReadOnlyDictionary<string, RampState> Ramps { get; init; } = new Dictionary<string, RampState>();

    /// <summary>How often a flag was restored after a kill, by flag key (ordinal); each time its rollouts begin anew.</summary>
    public IReadOnlyDictionary<string, int> Restores { get; init; } = new Dictionary<string, int>();

    /// <summary>The position in the trail of the last record that changed this environment; 0 when there is none. Of two states of one lineage the one with the higher position is newer.</summary>
    public long Sequence { get; init; }

    /// <summary>What the store has set apart because it is no record, one sentence each; empty when everything is sound.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Changes when the store goes on from a backup; positions of different lineages cannot be compared. Empty from the beginning.</summary>
    public string Lineage { get; init; } = "";
}

/// <summary>A kill in force.</summary>
/// <param name="Flag">The flag's key.</param>
/// <param name="Source">Where the kill comes from: a state store's name, <c>kill-file</c> or <c>configuration</c>.</param>
/// <param name="By">Who killed it.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
public sealed record Kill(string Flag, string Source, string By, DateTimeOffset At, string Reason);
