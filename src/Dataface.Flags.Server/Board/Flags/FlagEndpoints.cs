using Dataface.Flags.Server.Board.Frame;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Changes;
using Dataface.Flags.Server.Experiments;
using Dataface.Flags.Server.History;
using Dataface.Flags.Server.Instances;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Board.Flags;

/// <summary>The pages of flags.</summary>
internal static class FlagEndpoints
{
    private const int HistoryLength = 50;

    /// <summary>How long a page waits for instances to confirm.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(2);

    public static void MapFlagPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/flags", (HttpContext http, FlagViews flags) => new SeeOther(Links.Flags(flags.FirstEnvironment(http.Caller()))));
        routes.MapGet("/flags/{environment}", ListAsync);
        routes.MapGet("/flags/{environment}/{key}", ShowAsync);
        foreach (var action in new[] { FlagAction.Kill, FlagAction.Restore })
        {
            var address = "/flags/{environment}/{key}/" + action.Name;
            routes.MapGet(address, (HttpContext http, FlagViews flags, string environment, string key) =>
                AskAsync(http, flags, action, environment, key));
            routes.MapPost(address, (HttpContext http, ChangeService service, string environment, string key) =>
                ChangeAsync(http, service, action, environment, key));
        }
    }

    private static async Task<IResult> ListAsync(HttpContext http, FlagViews flags, ShownUsage usage, string environment) =>
        Shell.Page(http, $"Flags in {environment}", FlagListPage.Of(
            environment, flags.Environments(http.Caller()), await flags.ListAsync(http, environment),
            await usage.OfAllAsync(environment, http.RequestAborted)));

    private static async Task<IResult> ShowAsync(
        HttpContext http, FlagViews flags, ExperimentService experiments, InstanceService instances, ShownUsage usage,
        ServerStorage storage, string environment, string key)
    {
        var flag = await flags.FindAsync(http, environment, key);
        var (history, _) = await HistorySearch.ReadPageAsync(
            storage, new(HistoryLength, Flag: key, Environment: environment), http.RequestAborted);
        var onIt = await experiments.OnFlagAsync(key, environment, http.Caller(), http.RequestAborted);
        return Shell.Page(http, key, FlagPage.Of(
            environment, flag, onIt, [.. history], InForce(instances, environment, history),
            await usage.OfAsync(environment, key, http.RequestAborted), http.Caller().Scopes.HasFlag(Scope.Operate)));
    }

    /// <summary>In how many instances the last change of the flag is in force; null when none has reported.</summary>
    private static string? InForce(InstanceService instances, string environment, IEnumerable<AuditRecord> history)
    {
        var last = history.FirstOrDefault(record => record.Change.Action != StateAction.Refuse)?.Sequence ?? 0;
        var (holding, heard) = instances.Count(environment, last);
        return heard == 0 ? null : $"{holding} of {heard} instances heard of lately";
    }

    private static async Task<IResult> AskAsync(HttpContext http, FlagViews flags, FlagAction action, string environment, string key)
    {
        await flags.FindAsync(http, environment, key);
        return Ask(http, action, environment, key, Guid.NewGuid(), "", null);
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext http, ChangeService service, FlagAction action, string environment, string key)
    {
        var form = http.Request.Form;
        var id = Guid.TryParse(form["id"], out var given) ? given : Guid.NewGuid();
        var reason = FormText.Line(form, "reason");
        try
        {
            var request = new KillRequest(environment, reason, id, From: "board");
            var change = await ChangeEndpoints.ChangeAsync(http, key, action.Action, request, service.Now);
            var answer = await service.ApplyAsync(change, Wait, http.RequestAborted);
            return Shell.Page(http, $"{action.Verb} {key}", FlagChangePage.Done(action, environment, key, answer));
        }
        catch (ProblemException refused) when (refused.Problem.Status == StatusCodes.Status400BadRequest)
        {
            return Ask(http, action, environment, key, id, reason, refused.Problem.Detail);
        }
    }

    private static IResult Ask(
        HttpContext http, FlagAction action, string environment, string key, Guid id, string reason, string? problem) => Shell.Page(
        http,
        $"{action.Verb} {key}?",
        FlagChangePage.Confirm(http, action, environment, key, id, reason, problem),
        problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
}
