using Microsoft.AspNetCore.Http.Features;

namespace Dataface.Flags.Server.Access;

/// <summary>What a route asks of its callers; a route without one is refused to everybody, so that none is open by mistake.</summary>
/// <param name="Scope">The scope that the key must have; <see cref="Access.Scope.None"/> for a route that is open to all.</param>
/// <param name="Limit">Which limit of requests per second counts.</param>
/// <param name="IsDocument">Whether the body may be as large as a document.</param>
/// <param name="TakesSession">Whether a session's cookie does instead of a key. Only for pages, whose forms are checked to be their own.</param>
internal sealed record ScopeRequirement(Scope Scope, RequestKind Limit, bool IsDocument = false, bool TakesSession = false);

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
}

/// <summary>Says what a route asks of its callers.</summary>
internal static class ScopeRequirementExtensions
{
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, Scope scope, RequestKind limit, bool isDocument = false)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ScopeRequirement(scope, limit, isDocument));

    /// <summary>For pages: a session does as well as a key.</summary>
    public static TBuilder RequireScopeOfPerson<TBuilder>(this TBuilder builder, Scope scope, RequestKind limit)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ScopeRequirement(scope, limit, TakesSession: true));

    public static TBuilder OpenToAll<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireScope(Scope.None, RequestKind.Free);

    /// <summary>Whoever asks; only on routes that require a scope.</summary>
    public static Caller Caller(this HttpContext http) => http.Features.GetRequiredFeature<Caller>();

    /// <summary>Throws unless the caller's key is for this environment.</summary>
    public static void RequireEnvironment(this HttpContext http, string environment)
    {
        var caller = http.Caller();
        EnvironmentNames.Check(environment);
        if (caller.MayTouch(environment)) return;
        throw new Problems.ProblemException(Problems.Problem.Forbidden(
            $"The key '{caller.Name}' is for the environment '{caller.Environment}' only, not for '{environment}'."));
    }
}
