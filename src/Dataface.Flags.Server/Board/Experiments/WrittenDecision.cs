using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Server.Board.Frame;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Experiments;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>What somebody has written into the form of a decision. Immutable.</summary>
/// <param name="Verdict">ship, iterate or kill; null before one is chosen.</param>
/// <param name="Reason">The rationale.</param>
/// <param name="Override">Why not what is recommended; null where nothing was written.</param>
/// <param name="Readout">Where the results can be read; null where nothing was written.</param>
/// <param name="Recommended">What was recommended when the form was shown.</param>
internal sealed record WrittenDecision(string? Verdict, string Reason, string? Override, string? Readout, string Recommended)
{
    /// <summary>
    /// The form as it is first shown: the recommendation is chosen, unless it is to wait; the readout is the board's own.
    /// </summary>
    public static WrittenDecision First(HttpContext http, ShownExperiment view)
    {
        var recommended = RecommendedIn(view);
        var page = Links.Experiment(view.Record.Id, ExperimentDownloadEndpoints.Readout);
        var own = $"{http.Request.Scheme}://{http.Request.Host}{page.In(http)}";
        return new(recommended == ExperimentWords.Wait ? null : recommended, "", null, own, recommended);
    }

    public static WrittenDecision From(IFormCollection form) => new(
        FormText.LineOrNull(form, "verdict"), FormText.Line(form, "reason"), FormText.LineOrNull(form, "override"),
        FormText.LineOrNull(form, "readout"), FormText.Line(form, "recommended"));

    /// <summary>The word for what is recommended now.</summary>
    public static string RecommendedIn(ShownExperiment view) => DecisionCodec.Word(view.Decision.Recommendation);

    public StatusRequest Request => new("decided", Reason, Verdict, Readout, Override: Override);
}
