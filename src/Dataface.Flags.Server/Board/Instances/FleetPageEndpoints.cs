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
        routes.MapGet("/instances/{environment}/{id}/forget", (HttpContext http, GoneInstances gone, string environment, string id) =>
            AskAsync(http, gone, environment, id, "", null));
        routes.MapPost("/instances/{environment}/{id}/forget", ForgetAsync);
    }

    private static async Task<IResult> ShowAsync(
        HttpContext http, KnownEnvironments environments, InstanceService service, string environment)
    {
        await environments.RequireAsync(environment, http.Caller(), http.RequestAborted);
        var fleet = await service.LookAsync(environment, http.RequestAborted);
        return Shell.Page(http, $"Instances in {environment}", FleetPage.Of(
            fleet, [.. environments.Names.Where(http.Caller().MayTouch)], http.Caller().Scopes.HasFlag(Scope.Operate)));
    }

    private static async Task<IResult> ForgetAsync(HttpContext http, GoneInstances gone, string environment, string id)
    {
        var reason = FormText.Line(http.Request.Form, "reason");
        try
        {
            var answer = await gone.ForgetAsync(http, id, new(environment, reason));
            return Shell.Page(http, $"Forget {answer.Name}", ForgetPage.Done(answer));
        }
        catch (Exception error) when (FormRefusal.Of(error) is { } refusal)
        {
            return await AskAsync(http, gone, environment, id, reason, refusal);
        }
    }

    private static async Task<IResult> AskAsync(
        HttpContext http, GoneInstances gone, string environment, string id, string reason, FormRefusal? refusal)
    {
        var instance = await gone.FindAsync(http, environment, id);
        return Shell.Page(
            http, $"Forget {instance.Name}?", ForgetPage.Confirm(http, environment, instance, reason, refusal),
            refusal?.Status ?? StatusCodes.Status200OK);
    }
}
