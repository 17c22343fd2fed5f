namespace Dataface.Flags.Providers;

/// <summary>How a source of flags is doing. Immutable.</summary>
public sealed record ProviderStatus
{
    /// <summary>The provider's name.</summary>
    public required string Name { get; init; }

    /// <summary>The revision that was read last; null before the first.</summary>
    public string? Revision { get; init; }

    /// <summary>When it was last read; null when it never was.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>When reading it was last tried; null when it never was.</summary>
    public DateTimeOffset? LastAttempt { get; init; }

    /// <summary>Why the last attempt failed or its document is refused; null when all is well.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the flags in force from it may be outdated.</summary>
    public bool IsStale => Problem is not null;
}
