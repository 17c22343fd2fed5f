using Dataface.Flags.Server.Callers;

namespace Dataface.Flags.Server.Access;

/// <summary>What a route asks of its callers; each line of the <see cref="AccessTable"/> is one.</summary>
/// <param name="Scope">The scope that the key must have; <see cref="Callers.Scope.None"/> for a route that is open to all.</param>
/// <param name="Limit">Which limit of requests per second counts.</param>
/// <param name="Environment">What the key's environment means.</param>
/// <param name="Team">What the key's team means.</param>
/// <param name="IsDocument">Whether the body may be as large as a document.</param>
/// <param name="TakesPublic">Whether a public key may use it, for the flags that it lists, and pages of listed origins with one.</param>
/// <param name="TakesSession">Whether a session's cookie does instead of a key. Only for pages, whose forms are checked to be their
/// own.</param>
internal sealed record ScopeRequirement(
    Scope Scope,
    RequestKind Limit,
    EnvironmentRule Environment = EnvironmentRule.None,
    TeamRule Team = TeamRule.None,
    bool IsDocument = false,
    bool TakesPublic = false,
    bool TakesSession = false)
{
    /// <summary>Why a key may not use the route at all, whatever it asks for there; null when it may.</summary>
    /// <param name="caller">Whose key it is.</param>
    /// <param name="ofServer">The environment that the server is set to.</param>
    public string? WhyNot(Caller caller, string ofServer)
    {
        var key = $"The key '{caller.Name}'";
        if (caller.PublicFlags is not null && !TakesPublic)
        {
            return $"{key} is public: it evaluates its flags over OFREP, and does nothing else. Use another key.";
        }

        if ((caller.Scopes & Scope) != Scope)
        {
            return $"{key} lacks the scope '{ScopeNames.Of(Scope)}'; it has: {string.Join(", ", ScopeNames.List(caller.Scopes))}. Use "
                + $"another key.";
        }

        if (Environment == EnvironmentRule.All && caller.Environment is not null)
        {
            return $"{key} is for the environment '{caller.Environment}' only, and this is about all of them: use a key that is for all.";
        }

        if (Environment == EnvironmentRule.OfServer && !caller.MayTouch(ofServer))
        {
            return $"{key} is for the environment '{caller.Environment}' only, and this is about "
                + $"'{ofServer}': use a key for that, or for all.";
        }

        return Team == TeamRule.All && caller.Team is not null
            ? $"{key} is for experiments of the team '{caller.Team}' only, and this is about those of all teams: use a key without a team."
            : null;
    }
}

/// <summary>What a request is for, as far as limits go.</summary>
internal enum RequestKind
{
    /// <summary>Not limited, such as health.</summary>
    Free,

    /// <summary>Feeds, documents, history.</summary>
    Read,

    /// <summary>OFREP.</summary>
    Evaluate,

    /// <summary>Whatever changes something.</summary>
    Change,

    /// <summary>What instances report of themselves.</summary>
    OfInstance,
}
