using System.Collections.Frozen;

namespace Dataface.Flags.Server.Callers;

/// <summary>Whoever holds a valid key.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Environment">The only environment that it is for; null for all.</param>
/// <param name="Team">The only team whose experiments there are for it; null for all.</param>
internal sealed record Caller(string Name, Scope Scopes, string? Environment, string? Team)
{
    /// <summary>The only flags that there are for it, since everybody can read the key; null for a key that is a secret.</summary>
    public FrozenSet<string>? PublicFlags { get; init; }

    /// <summary>Whether a flag is there for it.</summary>
    public bool MayEvaluate(string flag) => PublicFlags is null || PublicFlags.Contains(flag);

    /// <summary>The environment that it asks about: its own, or the server's when it is for all.</summary>
    public string EnvironmentOr(string ofServer) => Environment ?? ofServer;

    /// <summary>Whether it may touch an environment.</summary>
    public bool MayTouch(string environment) => Environment is null || Environment == environment;

    /// <summary>Whether experiments of an owner are there for it: to be seen, changed and sent data for.</summary>
    public bool MaySee(string owner) => Team is null || Team == owner;

    /// <summary>
    /// Whether it can do whatever a key of these scopes, environment and team can: only such keys may it make, change or see.
    /// </summary>
    public bool MayHandOut(Scope scopes, string? environment, string? team) =>
        (scopes & ~ScopeNames.HandedOutBy(Scopes)) == Scope.None
        && (Environment is null || Environment == environment) && (Team is null || Team == team);
}
