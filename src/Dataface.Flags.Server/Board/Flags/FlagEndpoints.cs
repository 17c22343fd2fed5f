using Dataface.Flags.Server.Board.Frame;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Changes;
using Dataface.Flags.Server.Experiments;
using Dataface.Flags.Server.History;
using Dataface.Flags.Server.Instances;
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
        foreach (var action in FlagAction.All)
        {
            var address = "/flags/{environment}/{key}/" + action.Name;
            routes.MapGet(address, (HttpContext http, FlagViews flags, string environment, string key, string? rule) =>
                AskAsync(http, flags, new(action, environment, key, action.IsOfRamp ? rule : null, Guid.NewGuid(), "")));
            routes.MapPost(address, (HttpContext http, ChangeService service, string environment, string key) =>
                ChangeAsync(http, service, FlagChangeForm.Of(http.Request.Form, action, environment, key)));
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
            environment, flag, onIt, [.. history], await InForceAsync(instances, storage, environment, history, http.RequestAborted),
            await usage.OfAsync(environment, key, http.RequestAborted), http.Caller().Scopes.HasFlag(Scope.Operate)));
    }

    /// <summary>In how many instances the last change of the flag, or of every flag, is in force; null when none has reported.</summary>
    private static async Task<string?> InForceAsync(
        InstanceService instances, ServerStorage storage, string environment, IEnumerable<AuditRecord> history,
        CancellationToken cancellationToken)
    {
        var (ofAll, _) = await HistorySearch.ReadPageAsync(
            storage, new(HistoryLength, Flag: KillRegister.Everything, Environment: environment), cancellationToken);
        var last = LastChange(history.Concat(ofAll));
        var (holding, heard, silent) = instances.Count(environment, last?.Sequence ?? 0, last?.Change.At ?? DateTimeOffset.MaxValue);
        if (heard + silent == 0) return null;
        return $"{holding} of {heard} instances that reported lately{(silent > 0 ? $"; {silent} silent without it" : "")}";
    }

    private static AuditRecord? LastChange(IEnumerable<AuditRecord> records) =>
        records.Where(record => record.Change.Action != StateAction.Refuse).MaxBy(record => record.Sequence);

    private static async Task<IResult> AskAsync(HttpContext http, FlagViews flags, FlagChangeForm form)
    {
        await flags.FindAsync(http, form.Environment, form.Key);
        return Ask(http, form, null);
    }

    private static async Task<IResult> ChangeAsync(HttpContext http, ChangeService service, FlagChangeForm form)
    {
        try
        {
            var request = new KillRequest(form.Environment, form.Reason, form.Id, From: "board");
            var change = await ChangeEndpoints.ChangeAsync(http, form.Key, form.Action.Action, request, service.Now);
            if (form.Action.IsOfRamp) change = await service.PlanAsync(change, form.Rule, http.RequestAborted);
            var answer = await service.ApplyAsync(change, form.Action.IsOfRamp ? TimeSpan.Zero : Wait, http.RequestAborted);
            return Shell.Page(
                http, $"{form.Action.Verb} {form.Key}", FlagChangePage.Done(form.Action, form.Environment, form.Key, answer));
        }
        catch (Exception error) when (FormRefusal.Of(error) is { } refusal)
        {
            return Ask(http, form, refusal);
        }
    }

    private static IResult Ask(HttpContext http, FlagChangeForm form, FormRefusal? refusal) => Shell.Page(
        http,
        $"{form.Action.Verb} {form.Key}?",
        FlagChangePage.Confirm(http, form, refusal),
        refusal?.Status ?? StatusCodes.Status200OK);
}
