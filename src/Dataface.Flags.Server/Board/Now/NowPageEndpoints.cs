using Dataface.Flags.Server.Board.Frame;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Incidents;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Board.Now;

/// <summary>The pages of what goes on now.</summary>
internal static class NowPageEndpoints
{
    public static void MapNowPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/now", (HttpContext http, IOptions<ServerSettings> options) =>
            new SeeOther(Links.Now(http.Caller().EnvironmentOr(options.Value.Environment))));
        routes.MapGet("/now/{environment}", ShowAsync);
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, KnownEnvironments environments, IncidentService service, string environment, int? minutes)
    {
        var incident = await service.LookAsync(http, environment, minutes);
        var page = new NowPage(incident, [.. environments.Names.Where(http.Caller().MayTouch)], new RemedyMarkup(http, environment));
        return Shell.Page(http, $"Now in {environment}", page.Content());
    }
}
