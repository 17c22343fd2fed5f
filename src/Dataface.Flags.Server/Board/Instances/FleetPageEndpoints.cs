using Dataface.Flags.Server.Board.Frame;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Instances;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Board.Instances;

/// <summary>The pages of instances.</summary>
internal static class FleetPageEndpoints
{
    public static void MapFleetPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/instances", (HttpContext http, IOptions<ServerSettings> options) =>
            new SeeOther(Links.Instances(http.Caller().EnvironmentOr(options.Value.Environment))));
        routes.MapGet("/instances/{environment}", ShowAsync);
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, KnownEnvironments environments, InstanceService service, string environment)
    {
        await environments.RequireAsync(environment, http.Caller(), http.RequestAborted);
        var fleet = await service.LookAsync(environment, http.RequestAborted);
        return Shell.Page(http, $"Instances in {environment}", FleetPage.Of(fleet, [.. environments.Names.Where(http.Caller().MayTouch)]));
    }
}
