namespace Dataface.Flags.State;

/// <summary>Asks for a kill or a restore.</summary>
public sealed record FlagChangeRequest
{
    /// <summary>The flag's key, or <c>*</c> for every flag.</summary>
    public required string Flag { get; init; }

    /// <summary>Who asks: a person, a team, a program.</summary>
    public required string By { get; init; }

    /// <summary>Why. Kept in the audit trail.</summary>
    public required string Reason { get; init; }

    /// <summary>
    /// How long to wait, once the change is announced, until every instance has reported that it has it in force; only where the store is a
    /// server, which asks them. Nothing depends on it: an unconfirmed change has still happened.
    /// </summary>
    /// <value>Zero, the default, for no wait.</value>
    public TimeSpan Wait { get; init; }
}

/// <summary>Asks for a change of a ramp.</summary>
public sealed record RampChangeRequest
{
    /// <summary>The flag's key.</summary>
    public required string Flag { get; init; }

    /// <summary>The rule whose rollout is meant; null for the environment's own.</summary>
    public string? Rule { get; init; }

    /// <summary>Who asks: a person, a team, a program.</summary>
    public required string By { get; init; }

    /// <summary>Why. Kept in the audit trail.</summary>
    public required string Reason { get; init; }
}
