namespace Dataface.Flags.State;

/// <summary>What a store says when state may have changed: as much as it knows without asking anybody. Immutable.</summary>
public sealed record StateNews
{
    /// <summary>Anything may have changed, or cannot be read any more: whoever wants to know reads.</summary>
    public static StateNews Unknown { get; } = new();

    /// <summary>The environment that has changed; null when it may be any.</summary>
    public string? Environment { get; init; }

    /// <summary>
    /// The position of the record that has changed it; 0 when that is not known. Whoever has a state of the environment at or past it need
    /// not read.
    /// </summary>
    public long Sequence { get; init; }

    /// <summary>What the environment has come to, when the store has that at hand: it is taken as it is, and nothing is read.</summary>
    public FlagState? State { get; init; }

    /// <summary>Whether it says something that a state of an environment may lack.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="known">The state; null when none is known.</param>
    public bool IsNewsTo(string environment, FlagState? known) =>
        (Environment is null || Environment == environment) && (Sequence == 0 || known is null || Sequence > known.Sequence);
}
