namespace Dataface.Flags.State;

/// <summary>A store's notice that state may have changed: what it knows without reading anything. Immutable.</summary>
public sealed record StateNews
{
    /// <summary>Anything may have changed, or can no longer be read: read the state to find out.</summary>
    public static StateNews Unknown { get; } = new();

    /// <summary>The environment that has changed; null when it may be any.</summary>
    public string? Environment { get; init; }

    /// <summary>
    /// The position of the record that has changed it; 0 when that is not known. If you hold a state of the environment at or past it, you
    /// need not read.
    /// </summary>
    public long Sequence { get; init; }

    /// <summary>The environment's new state, when the store has it at hand: it is used as it is, and nothing is read.</summary>
    public FlagState? State { get; init; }

    /// <summary>Whether a state of an environment may lack what this reports.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="known">The state; null when none is known.</param>
    public bool IsNewsTo(string environment, FlagState? known) =>
        (Environment is null || Environment == environment) && (Sequence == 0 || known is null || Sequence > known.Sequence);
}
