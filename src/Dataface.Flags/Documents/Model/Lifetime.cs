namespace Dataface.Flags.Documents;

/// <summary>A recorded extension of a flag's life.</summary>
public sealed record Renewal
{
    /// <summary>Who renewed it.</summary>
    public required string By { get; init; }

    /// <summary>The UTC day of the renewal.</summary>
    public required DateOnly On { get; init; }

    /// <summary>The new UTC day from which the flag is off.</summary>
    public required DateOnly Until { get; init; }

    /// <summary>Why it is still needed.</summary>
    public required string Reason { get; init; }
}

/// <summary>A sign-off.</summary>
public sealed record Approval
{
    /// <summary>Who approved.</summary>
    public required string By { get; init; }

    /// <summary>The UTC day of the approval.</summary>
    public required DateOnly On { get; init; }

    /// <summary>Where the approval can be read, such as a ticket.</summary>
    public required string Reference { get; init; }
}
