using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Dataface.Flags.Server.Proxies;

/// <summary>
/// Before routing: a path with double slashes counts as the one without, and what the server's paths have before them, by its own
/// setting or by the word of a trusted proxy that took it off, becomes the request's base, which links, redirects and cookies go by.
/// </summary>
internal sealed class RequestPaths(RequestDelegate next, TrustedProxies proxies, IOptions<ServerSettings> options)
{
    public const string Header = "X-Forwarded-Prefix";

    /// <summary>Answered without the base, too: whoever looks whether the process lives asks it and no proxy.</summary>
    private const string Health = "/healthz";

    private readonly PathString _base = options.Value.BasePath is { } path ? PathPrefix.Parse(path)! : "";

    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        if (request.Path.Value is { } path && path.Contains("//", StringComparison.Ordinal)) request.Path = Single(path);
        if (_base.HasValue)
        {
            if (request.Path.StartsWithSegments(_base, StringComparison.Ordinal, out var rest))
            {
                (request.PathBase, request.Path) = (_base, rest.HasValue ? rest : "/");
            }
            else if (!request.Path.StartsWithSegments(Health, StringComparison.Ordinal))
            {
                return Problem.NotFound(
                    $"Nothing is here: this server's pages and routes are below {_base}. Ask for {_base}{request.Path}.").WriteAsync(http);
            }
        }

        if (request.Headers.TryGetValue(Header, out var prefix) && proxies.Includes(http.Connection.RemoteIpAddress))
        {
            request.PathBase = Read(prefix).Add(request.PathBase);
        }

        return next(http);
    }

    /// <summary>Of each proxy its own, the outermost first; one that is at the root has none.</summary>
    private static PathString Read(StringValues prefixes) => string.Concat(
        prefixes.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(
            prefix => PathPrefix.Parse(prefix) ?? throw new ProblemException(Problem.Malformed(
                $"The proxy's header {Header} does not have a valid path. Have the proxy set one itself, "
                + $"whatever the caller sends. {PathPrefix.Remedy}"))));

    private static string Single(string path)
    {
        while (path.Contains("//", StringComparison.Ordinal)) path = path.Replace("//", "/", StringComparison.Ordinal);
        return path;
    }
}
