namespace Dataface.Flags.Server.Access;

/// <summary>What a key's environment means on a route.</summary>
internal enum EnvironmentRule
{
    /// <summary>Nothing: the route is about no environment.</summary>
    None,

    /// <summary>The request names an environment, in its address or its body, and it must be the key's.</summary>
    Named,

    /// <summary>The key's environment is what the request is about; a key for all means the server's own.</summary>
    OfKey,

    /// <summary>Of what the route shows and changes, just the key's environment is there.</summary>
    Narrowed,

    /// <summary>The route is about the environment that the server is set to, in which experiments run: the key must be for it.</summary>
    OfServer,

    /// <summary>The route is about all environments at once: the key must be for all.</summary>
    All,
}

/// <summary>What a key's team means on a route.</summary>
internal enum TeamRule
{
    /// <summary>Nothing: the route is about no team's experiments.</summary>
    None,

    /// <summary>The request names an experiment, and to another team it is not there.</summary>
    Named,

    /// <summary>
    /// As <see cref="Named"/>, and a key of the experiment's own team is refused: what it would add counts for all teams.
    /// </summary>
    NamedOfNone,

    /// <summary>Of what the route shows and changes, just the team's is there.</summary>
    Narrowed,

    /// <summary>The route is about all teams at once: the key must be of none.</summary>
    All,
}
