using Dataface.Flags.Server.Callers;

namespace Dataface.Flags.Server.Keys;

/// <summary>A named key; up to two secrets are valid for it at a time, so that it can be rotated without a gap. Immutable.</summary>
/// <param name="Name">What the audit trail calls whoever uses it.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Environment">The only environment that it is for; null for all.</param>
/// <param name="Team">The only team whose experiments there are for it; null for all.</param>
/// <param name="Secrets">Its secrets, oldest first.</param>
internal sealed record ApiKey(string Name, Scope Scopes, string? Environment, string? Team, IReadOnlyList<ApiSecret> Secrets)
{
    /// <summary>The only flags that it may evaluate, in a web page where everybody can read it; null for a key that is a secret.</summary>
    public IReadOnlyList<string>? PublicFlags { get; init; }

    /// <summary>How many secrets are valid at a time.</summary>
    public const int MaxSecrets = 2;

    /// <summary>How many keys the server keeps: all are read at each change of one.</summary>
    public const int MaxKeys = 10_000;
}

/// <summary>A secret, of which only the hash is known.</summary>
/// <param name="Id">Names it where it is revoked, and in the secret itself.</param>
/// <param name="Sha256">SHA-256 of the whole secret. Secrets are 256 random bits, so that a slow hash would add nothing.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="CreatedBy">By whom.</param>
internal sealed record ApiSecret(string Id, byte[] Sha256, DateTimeOffset CreatedAt, string CreatedBy);
