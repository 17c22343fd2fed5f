using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>All experiments, with what to do about each.</summary>
internal static class ExperimentListPage
{
    private static readonly string[] Columns = ["Experiment", "Status", "To do", "Gates", "Data", "Owner"];

    private const string AreRefused =
        "Documents beside the code are refused. Until they are fixed, the registry decides the design of their experiments.";

    public static Html Of(IReadOnlyList<ShownExperiment> views, IReadOnlyList<string> unregistered, IReadOnlyList<string> problems) =>
        Html.Of($"""
        {Html.If(problems.Count > 0, () => RefusedDocuments.Of(AreRefused, problems))}
        {Html.If(unregistered.Count > 0, () => Unregistered(unregistered))}
        {(views.Count == 0 ? Html.Of(
            $"<p>There are no experiments yet. <code>POST /api/experiments</code> adds "
            + $"one.</p>") : Markup.Table(Caption(views), Columns, views.Select(Row)))}
        """);

    private static Html Unregistered(IReadOnlyList<string> ids) =>
        Html.Of($"""<p class="notice">Documents that nobody has registered yet: {string.Join(", ", ids)}.</p>""");

    private static string Caption(IReadOnlyList<ShownExperiment> views) =>
        $"{views.Count} experiments, {views.Count(view => view.IsOpen)} of them running; the most urgent first";

    private static Html Row(ShownExperiment view) => Html.Of($"""
        <tr><th scope="row"><a href="{Links.Experiment(view.Record.Id)}">{view.Record.Name}</a></th>
        <td>{ExperimentMarkup.Status(view.Record.Status)}</td><td>{ToDo(view)}</td>
        <td>{(view.IsOpen ? ExperimentMarkup.Gates(view.Decision.Gates) : "–")}</td>
        <td>{Freshness(view)}</td><td>{view.Record.Owner}</td></tr>
        """);

    private static Html ToDo(ShownExperiment view) => view.Record switch
    {
        { Status: ExperimentStatus.Running } =>
            Html.Of($"{ExperimentMarkup.Recommended(view.Decision.Recommendation)} {view.Decision.Sentence}"),
        { Status: ExperimentStatus.Decided } =>
            Html.Of($"Clean up: {(view.Record.Decision is { } decision ? $"the decision was "
                + $"to {Markup.Of(decision.Verdict)}{(decision.Override is null ? "" : ", against the "
                    + "recommendation")}" : "it is decided")}."),
        { Status: ExperimentStatus.Draft } => Html.Of($"Finish the draft."),
        { Status: ExperimentStatus.Approved } => Html.Of($"Start it."),
        _ => Html.Of($"–"),
    };

    private static Html Freshness(ShownExperiment view) => view.Data.LastRefresh is { } at
        ? Html.Of($"{Markup.Time(at)} {Html.If(view.IsOpen && view.Gate(GateCode.Freshness)?.State == GateState.Fail, () =>
            Markup.Badge("old", Tone.Warning))}")
        : Html.Of($"none");
}
