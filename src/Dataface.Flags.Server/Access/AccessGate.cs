using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Keys;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Sessions;
using Dataface.Flags.Server.Settings;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Access;

/// <summary>Lets requests through whose key may do what they ask for, not too often and not too large.</summary>
internal sealed class AccessGate(RequestDelegate next, KnownKeys keys, RateLimits limits, RefusalTrail refusals, BoardSessions sessions,
    WebOrigins origins, IOptions<ServerSettings> options)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is not { } endpoint)
            return Problem.NotFound($"There is no {http.Request.Method} {http.Request.Path}. /openapi/v1.json lists what there is.")
                .WriteAsync(http);
        if (endpoint.Metadata.GetMetadata<ScopeRequirement>() is not { } requirement)
        {
            // The framework's own answers, such as 405, need no key.
            return endpoint is RouteEndpoint
                ? throw new InvalidOperationException($"{endpoint.DisplayName} has no line in the {nameof(AccessTable)}.")
                : next(http);
        }

        if (requirement.Scope == Scope.None) return next(http);
        var secret = RequestSecret.Of(http.Request);
        if (requirement.TakesSession && secret.Length == 0) return InvokeForPersonAsync(http, requirement);
        return keys.Ring.Find(secret) is { } caller ? InvokeAsync(http, requirement, caller)
            : RefuseUnknownAsync(http, hasKey: secret.Length > 0);
    }

    private async Task InvokeForPersonAsync(HttpContext http, ScopeRequirement requirement)
    {
        // Before the store is asked: an invented cookie must not cost a read as often as its sender likes.
        if (!sessions.IsKnown(http) && limits.TryTakeFree(http) is { } seconds) await RefuseAsync(
            http, "nobody known", Problem.TooManyRequests(seconds));
        else if (await sessions.FindAsync(http) is { } caller) await InvokeAsync(http, requirement, caller);

        // Whoever opens a page without a session is asked to sign in, and has not tried anything worth a record.
        else await Problem.Unauthorized(hasKey: false).WriteAsync(http);
    }

    private Task InvokeAsync(HttpContext http, ScopeRequirement requirement, Caller caller)
    {
        if (limits.TryTake(caller.Name, requirement.Limit) is { } seconds) return Problem.TooManyRequests(seconds).WriteAsync(http);
        if (requirement.WhyNot(caller, options.Value.Environment) is { } why) return RefuseAsync(http, caller.Name, Problem.Forbidden(why));
        if (requirement.TakesPublic && caller.PublicFlags is null && origins.Include(http))
        {
            return RefuseAsync(http, caller.Name, Problem.Forbidden(InAPage(caller)));
        }

        if (requirement.IsDocument && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = options.Value.MaxDocumentBytes;
        http.Features.Set(caller);
        if (requirement.Environment == EnvironmentRule.Named && http.GetRouteValue("environment") is string named)
        {
            http.RequireEnvironment(named);
        }

        // What SDKs follow takes what later ones may add, and no change, such as a kill, is refused for it.
        if (requirement is { Limit: RequestKind.Read, Environment: not EnvironmentRule.Named, TakesSession: false }
            && HttpMethods.IsGet(http.Request.Method)
            && QueryFault.OfNames(http) is { } fault)
        {
            return Problem.Malformed(fault).WriteAsync(http);
        }

        return next(http);
    }

    private static string InAPage(Caller caller) =>
        $"The key '{caller.Name}' is a secret, and everybody who opens a web page can read what is in it. Revoke this one, and make a key "
        + "with 'publicFlags' for the page.";

    private Task RefuseUnknownAsync(HttpContext http, bool hasKey)
    {
        return RefuseAsync(
            http, "nobody known", limits.TryTakeFree(http) is { } seconds
                ? Problem.TooManyRequests(seconds) : Problem.Unauthorized(hasKey));
    }

    private Task RefuseAsync(HttpContext http, string by, Problem problem)
    {
        refusals.Add(http, by, problem);
        return problem.WriteAsync(http);
    }
}
