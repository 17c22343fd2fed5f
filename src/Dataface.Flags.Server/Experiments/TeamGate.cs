using Dataface.Flags.Server.Callers;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Dataface.Flags.Server.Experiments;

/// <summary>
/// Keeps a team's key to the team's experiments: on whatever route names an experiment, behind a segment "experiments" of its address, one
/// of another team is answered as one that is not there, before anything else is looked at.
/// </summary>
internal sealed class TeamGate(RequestDelegate next, ExperimentService experiments)
{
    private const string Segment = "experiments";

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.Features.Get<Caller>() is { Team: not null } caller && IdOf(http) is { } id)
        {
            var record = await experiments.GetAsync(id, http.RequestAborted);
            if (!caller.MaySee(record.Owner)) throw ExperimentService.NotFound(id);
        }

        await next(http);
    }

    private static string? IdOf(HttpContext http)
    {
        if (http.GetEndpoint() is not RouteEndpoint { RoutePattern.PathSegments: var segments }) return null;
        for (var i = 1; i < segments.Count; i++)
        {
            if (segments[i - 1].Parts is [RoutePatternLiteralPart { Content: Segment }]
                && segments[i].Parts is [RoutePatternParameterPart named]) return (string?)http.GetRouteValue(named.Name);
        }

        return null;
    }
}
