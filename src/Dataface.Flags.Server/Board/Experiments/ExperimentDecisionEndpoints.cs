using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Server.Board.Frame;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Experiments;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>Decides an experiment, with the recommendation beside the form. What refuses a decision are the checks of the API.</summary>
internal static class ExperimentDecisionEndpoints
{
    /// <summary>The last part of its address.</summary>
    public const string Name = "decide";

    public static void MapExperimentDecisions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/experiments/{id}/" + Name, AskAsync);
        routes.MapPost("/experiments/{id}/" + Name, DecideAsync);
    }

    private static async Task<IResult> AskAsync(HttpContext http, ShownExperiments experiments, string id)
    {
        var view = await experiments.FindAsync(id, http.RequestAborted);
        return Page(http, view, WrittenDecision.First(http, view), null);
    }

    private static async Task<IResult> DecideAsync(HttpContext http, ShownExperiments experiments, ExperimentService service, string id)
    {
        var written = WrittenDecision.From(http.Request.Form);
        var view = await experiments.FindAsync(id, http.RequestAborted);

        // A form that is sent twice is one decision.
        if (IsMade(view, written, http.Caller())) return new SeeOther(Links.Experiment(id));
        var hasChanged = view.IsOpen && written.Recommended != WrittenDecision.RecommendedIn(view);
        if (hasChanged) return Page(http, view, written, Changed(view, written));
        try
        {
            await service.ChangeAsync(id, written.Request, http.Caller(), http.RequestAborted);
            return new SeeOther(Links.Experiment(id));
        }
        catch (Exception error) when (FormRefusal.Of(error) is { } refusal)
        {
            return Page(http, await experiments.FindAsync(id, http.RequestAborted), written, refusal);
        }
    }

    private static bool IsMade(ShownExperiment view, WrittenDecision written, Caller caller) =>
        view.Record is { Status: ExperimentStatus.Decided, Decision: { } made }
        && made.By == caller.Name && ExperimentWords.Verdicts[made.Verdict] == written.Verdict && made.Rationale == written.Reason;

    /// <summary>Data have come since the form was shown: whoever decides has to have seen what they say.</summary>
    private static FormRefusal Changed(ShownExperiment view, WrittenDecision written) => new(
        StatusCodes.Status409Conflict,
        "The recommendation has changed meanwhile",
        [
            $"When the form was shown it was to {written.Recommended}; now it is to {WrittenDecision.RecommendedIn(view)}. "
            + "Read it again, and decide once more.",
        ]);

    private static IResult Page(HttpContext http, ShownExperiment view, WrittenDecision written, FormRefusal? refusal) => Shell.Page(
        http, $"Decide {view.Record.Name}?", DecisionPage.Of(http, view, written, refusal), refusal?.Status ?? StatusCodes.Status200OK);
}
