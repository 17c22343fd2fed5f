using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Server.Board.Frame;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Experiments;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>Asks for the reason of a step of an experiment, and takes it. What refuses it are the checks of the API.</summary>
internal static class ExperimentActionEndpoints
{
    public static void MapExperimentActions(this IEndpointRouteBuilder routes)
    {
        foreach (var action in ExperimentAction.All)
        {
            var address = "/experiments/{id}/" + action.Name;
            routes.MapGet(address, (HttpContext http, ExperimentService service, string id) =>
                AskAsync(http, service, action, id, "", null));
            routes.MapPost(address, (HttpContext http, ExperimentService service, string id) =>
                ChangeAsync(http, service, action, id));
        }
    }

    private static async Task<IResult> ChangeAsync(HttpContext http, ExperimentService service, ExperimentAction action, string id)
    {
        var reason = FormText.Line(http.Request.Form, "reason");
        try
        {
            // A form that is sent twice is one step.
            if ((await service.GetAsync(id, http.RequestAborted)).Status != action.To)
            {
                await service.ChangeAsync(id, new(ExperimentWords.Statuses[action.To], reason), http.Caller(), http.RequestAborted);
            }

            return new SeeOther(Links.Experiment(id));
        }
        catch (Exception error) when (FormRefusal.Of(error) is { } refusal)
        {
            return await AskAsync(http, service, action, id, reason, refusal);
        }
    }

    private static async Task<IResult> AskAsync(
        HttpContext http, ExperimentService service, ExperimentAction action, string id, string reason, FormRefusal? refusal)
    {
        var record = await service.GetAsync(id, http.RequestAborted);
        return Shell.Page(
            http, $"{action.Verb} {record.Name}?", Form(http, action, id, reason, refusal), refusal?.Status ?? StatusCodes.Status200OK);
    }

    private static Html Form(HttpContext http, ExperimentAction action, string id, string reason, FormRefusal? refusal) => Html.Of($"""
        {FormRefusal.Show(refusal)}
        <p class="lead">{action.Effect}</p>
        <form class="stack" method="post" action="{Links.Experiment(id, action.Name)}">
        {Shell.FormToken(http)}
        <label for="reason">Reason</label>
        <textarea id="reason" name="reason" rows="2" required maxlength="2000"
        aria-describedby="{(refusal is null ? "" : "problem ")}reason-help">{reason}</textarea>
        <p class="soft" id="reason-help">It goes into the audit of the experiment with your key's name.</p>
        <div class="actions"><button type="submit">{action.Verb} {id}</button>
        <a class="button" href="{Links.Experiment(id)}">Cancel</a></div>
        </form>
        """);
}
