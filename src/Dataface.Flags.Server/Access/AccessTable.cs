using System.Collections.Frozen;
using Dataface.Flags.Server.Callers;
using static Dataface.Flags.Server.Access.RequestKind;
using static Dataface.Flags.Server.Callers.Scope;
using Env = Dataface.Flags.Server.Access.EnvironmentRule;
using Team = Dataface.Flags.Server.Access.TeamRule;

namespace Dataface.Flags.Server.Access;

/// <summary>
/// Who may do what: one line for every route, the only place that says so. A route without a line keeps the server from starting,
/// and a line without a route fails a test; docs/server.md has the lines of programs, and is held to them.
/// </summary>
internal static class AccessTable
{
    private static readonly FrozenDictionary<string, ScopeRequirement> Lines =
        new Dictionary<string, ScopeRequirement>(StringComparer.Ordinal)
        {
            ["GET /api/flags/{environment}"] = new(Scope.Read, RequestKind.Read, Env.Named),
            ["GET /api/flags/{environment}/stream"] = new(Scope.Read, RequestKind.Read, Env.Named),
            ["POST /api/flags/{key}/kill"] = new(Operate, Change, Env.Named),
            ["POST /api/flags/{key}/restore"] = new(Operate, Change, Env.Named),
            ["POST /api/flags/{key}/ramp"] = new(Operate, Change, Env.Named),
            ["GET /api/flags"] = new(Scope.Read, RequestKind.Read, Env.All),
            ["PUT /api/flags"] = new(Admin, Change, Env.All, IsDocument: true),
            ["POST /api/flags/rollback/{number}"] = new(Admin, Change, Env.All),
            ["GET /api/flags/history"] = new(Scope.Read, RequestKind.Read, Env.Narrowed),
            ["GET /api/flags/history/{number}"] = new(Scope.Read, RequestKind.Read, Env.All),
            ["GET /api/audit"] = new(Scope.Read, RequestKind.Read, Env.All),
            ["POST /api/guard/evidence"] = new(Operate, Change, Env.Named),
            ["POST /api/guard/outcomes"] = new(Scope.Guard, Change, Env.OfKey),
            ["POST /api/flags/{key}/signals"] = new(Scope.Signal, Change, Env.Named),
            ["GET /api/guard/evidence"] = new(Scope.Read, RequestKind.Read, Env.Named),

            ["GET /api/instances"] = new(Scope.Read, RequestKind.Read, Env.Narrowed),
            ["GET /api/instances/confirmation"] = new(Scope.Read, RequestKind.Read, Env.Narrowed),
            ["POST /api/instances"] = new(Scope.Read, OfInstance, Env.Named),
            ["POST /api/instances/{id}"] = new(Scope.Read, OfInstance, Env.Named),
            ["POST /api/instances/{id}/forget"] = new(Operate, Change, Env.Named),

            ["GET /api/incident"] = new(Scope.Read, RequestKind.Read, Env.Narrowed, Team.Narrowed),
            ["GET /api/usage"] = new(Scope.Read, RequestKind.Read, Env.Narrowed),
            ["GET /api/flags/{key}/usage"] = new(Scope.Read, RequestKind.Read, Env.Narrowed),

            ["GET /api/keys"] = new(Admin, Change, Env.Narrowed, Team.Narrowed),
            ["POST /api/keys"] = new(Admin, Change, Env.Narrowed, Team.Narrowed),
            ["POST /api/keys/{name}/rotate"] = new(Admin, Change, Env.Narrowed, Team.Narrowed),
            ["DELETE /api/keys/{name}"] = new(Admin, Change, Env.Narrowed, Team.Narrowed),
            ["DELETE /api/keys/{name}/{id}"] = new(Admin, Change, Env.Narrowed, Team.Narrowed),

            ["GET /api/webhooks"] = new(Admin, Change, Env.All),
            ["POST /api/webhooks"] = new(Admin, Change, Env.All),
            ["POST /api/webhooks/{name}/test"] = new(Admin, Change, Env.All),
            ["DELETE /api/webhooks/{name}"] = new(Admin, Change, Env.All),

            ["GET /api/experiments"] = new(Scope.Read, RequestKind.Read, Env.OfServer, Team.Narrowed),
            ["POST /api/experiments"] = new(Operate, Change, Env.OfServer, Team.Narrowed),
            ["GET /api/experiments/service-levels"] = new(Scope.Read, RequestKind.Read, Env.OfServer, Team.Narrowed),
            ["GET /api/experiments/{id}"] = new(Scope.Read, RequestKind.Read, Env.OfServer, Team.Named),
            ["GET /api/experiments/{id}/decision"] = new(Scope.Read, RequestKind.Read, Env.OfServer, Team.Named),
            ["GET /api/experiments/{id}/document"] = new(Scope.Read, RequestKind.Read, Env.OfServer, Team.Named),
            ["PUT /api/experiments/{id}/document"] = new(Operate, Change, Env.OfServer, Team.Named),
            ["POST /api/experiments/{id}/status"] = new(Operate, Change, Env.OfServer, Team.Named),
            ["POST /api/experiments/{id}/kpis"] = new(Report, Change, Env.OfServer, Team.Named, IsDocument: true),
            ["PUT /api/experiments/{id}/kpis"] = new(Operate, Change, Env.OfServer, Team.Named, IsDocument: true),
            ["POST /api/experiments/{id}/events"] = new(Report, Change, Env.OfServer, Team.NamedOfNone, IsDocument: true),
            ["GET /api/experiments/{id}/refreshes"] = new(Scope.Read, RequestKind.Read, Env.OfServer, Team.Named),
            ["GET /api/experiments/{id}/audit"] = new(Scope.Read, RequestKind.Read, Env.OfServer, Team.Named),
            ["GET /api/refreshes"] = new(Scope.Read, RequestKind.Read, Env.OfServer, Team.Narrowed),
            ["POST /api/events"] = new(Report, Change, Env.OfKey, Team.All, IsDocument: true),

            ["POST /ofrep/v1/evaluate/flags/{key}"] = new(Scope.Evaluate, RequestKind.Evaluate, Env.OfKey, TakesPublic: true),
            ["POST /ofrep/v1/evaluate/flags"] = new(Scope.Evaluate, RequestKind.Evaluate, Env.OfKey, TakesPublic: true),

            ["GET /healthz/live"] = Open,
            ["GET /healthz/ready"] = Open,
            ["GET /openapi/v1.json"] = Open,

            ["GET /board/board.css"] = Open,
            ["GET /board/icon.svg"] = Open,
            ["GET /login"] = Open,
            ["POST /login"] = Open,
            ["POST /logout"] = Page(),
            ["GET /"] = Page(),
            ["GET /flags"] = Page(Env.Narrowed),
            ["GET /flags/{environment}"] = Page(Env.Named),
            ["GET /flags/{environment}/{key}"] = Page(Env.Named),
            ["GET /flags/{environment}/{key}/kill"] = Page(Env.Named) with { Scope = Operate },
            ["POST /flags/{environment}/{key}/kill"] = Page(Env.Named) with { Scope = Operate, Limit = Change },
            ["GET /flags/{environment}/{key}/restore"] = Page(Env.Named) with { Scope = Operate },
            ["POST /flags/{environment}/{key}/restore"] = Page(Env.Named) with { Scope = Operate, Limit = Change },
            ["GET /flags/{environment}/{key}/pause"] = Page(Env.Named) with { Scope = Operate },
            ["POST /flags/{environment}/{key}/pause"] = Page(Env.Named) with { Scope = Operate, Limit = Change },
            ["GET /flags/{environment}/{key}/resume"] = Page(Env.Named) with { Scope = Operate },
            ["POST /flags/{environment}/{key}/resume"] = Page(Env.Named) with { Scope = Operate, Limit = Change },
            ["GET /now"] = Page(Env.Narrowed, Team.Narrowed),
            ["GET /now/{environment}"] = Page(Env.Named, Team.Narrowed),
            ["GET /definitions"] = Page(Env.All),
            ["GET /definitions/{number}/rollback"] = Page(Env.All) with { Scope = Admin },
            ["POST /definitions/{number}/rollback"] = Page(Env.All) with { Scope = Admin, Limit = Change },
            ["GET /instances"] = Page(Env.Narrowed),
            ["GET /instances/{environment}"] = Page(Env.Named),
            ["GET /instances/{environment}/{id}/forget"] = Page(Env.Named) with { Scope = Operate },
            ["POST /instances/{environment}/{id}/forget"] = Page(Env.Named) with { Scope = Operate, Limit = Change },
            ["GET /experiments"] = Page(Env.OfServer, Team.Narrowed),
            ["GET /experiments/{id}"] = Page(Env.OfServer, Team.Named),
            ["GET /experiments/{id}/rows.csv"] = Page(Env.OfServer, Team.Named),
            ["GET /experiments/{id}/readout.md"] = Page(Env.OfServer, Team.Named),
            ["GET /experiments/{id}/approve"] = Page(Env.OfServer, Team.Named) with { Scope = Operate },
            ["POST /experiments/{id}/approve"] = Page(Env.OfServer, Team.Named) with { Scope = Operate, Limit = Change },
            ["GET /experiments/{id}/take-back"] = Page(Env.OfServer, Team.Named) with { Scope = Operate },
            ["POST /experiments/{id}/take-back"] = Page(Env.OfServer, Team.Named) with { Scope = Operate, Limit = Change },
            ["GET /experiments/{id}/start"] = Page(Env.OfServer, Team.Named) with { Scope = Operate },
            ["POST /experiments/{id}/start"] = Page(Env.OfServer, Team.Named) with { Scope = Operate, Limit = Change },
            ["GET /experiments/{id}/decide"] = Page(Env.OfServer, Team.Named) with { Scope = Operate },
            ["POST /experiments/{id}/decide"] = Page(Env.OfServer, Team.Named) with { Scope = Operate, Limit = Change },
            ["GET /experiments/{id}/clean-up"] = Page(Env.OfServer, Team.Named) with { Scope = Operate },
            ["POST /experiments/{id}/clean-up"] = Page(Env.OfServer, Team.Named) with { Scope = Operate, Limit = Change },
            ["GET /portfolio"] = Page(Env.OfServer, Team.All),
            ["GET /portfolio/map"] = Page(Env.OfServer, Team.All),
            ["GET /portfolio/map.svg"] = Page(Env.OfServer, Team.All),
            ["GET /portfolio/launch"] = Page(Env.OfServer, Team.All),
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every line, by method and path.</summary>
    public static IReadOnlyDictionary<string, ScopeRequirement> All => Lines;

    private static ScopeRequirement Open => new(None, Free, Env.None);

    /// <summary>Has every route of a group keep to its line, and throws at the start when one has none.</summary>
    public static void Apply(RouteGroupBuilder routes) => ((IEndpointConventionBuilder)routes).Finally(endpoint =>
    {
        if (endpoint is not RouteEndpointBuilder route) return;
        foreach (var method in route.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods ?? [HttpMethods.Get])
        {
            var name = NameOf(method, route.RoutePattern.RawText!);
            route.Metadata.Add(Lines.GetValueOrDefault(name)
                ?? throw new InvalidOperationException($"{nameof(AccessTable)} has no line '{name}', so no caller may use it. Add one."));
        }
    });

    /// <summary>What a page asks for, or a link to it; null when there is no such page.</summary>
    public static ScopeRequirement? Find(string method, string path) => Lines.GetValueOrDefault(NameOf(method, path));

    /// <summary>How a line is named: without the kinds that a path's parameters have.</summary>
    public static string NameOf(string method, string pattern) =>
        $"{method} /{pattern.Trim('/').Replace(":int}", "}", StringComparison.Ordinal)}";

    private static ScopeRequirement Page(Env environment = Env.None, Team team = Team.None) =>
        new(Scope.Read, RequestKind.Read, environment, team, TakesSession: true);
}
