using Dataface.Flags.Expiry;
using Dataface.Flags.Providers;

namespace Dataface.Flags;

/// <summary>How a client is doing. Immutable.</summary>
public sealed record FlagClientStatus
{
    /// <summary>Whether definitions and state are known; while they are not, every flag is off.</summary>
    public required bool IsReady { get; init; }

    /// <summary>Why they are not known, and what to do about it; null when they are.</summary>
    public string? NotReady { get; init; }

    /// <summary>Whether a source of flags or the state store cannot be followed, so that what is in force may be outdated.</summary>
    public bool IsStale => IsStateStale || Providers.Any(p => p.IsStale);

    /// <summary>Whether the state store cannot be followed.</summary>
    public required bool IsStateStale { get; init; }

    /// <summary>Identifies the documents in force; empty before the first.</summary>
    public required string Revision { get; init; }

    /// <summary>The sources of flags, in their order.</summary>
    public required IReadOnlyList<ProviderStatus> Providers { get; init; }

    /// <summary>Flags that are expired or will be within the warning time; fully enabled ones first.</summary>
    public required IReadOnlyList<ExpiringFlag> Expiring { get; init; }
}
