using Dataface.Flags.Experiments.Assignment;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Experiments;

namespace Dataface.Flags.Server.Board.Flags;

/// <summary>The experiments on a flag, and what a kill or another document does to them.</summary>
internal static class FlagExperiments
{
    private static readonly string[] Columns = ["Experiment", "Status", "Takes part", "To do", "Owner"];

    private const string Held = "An experiment runs on this flag and holds it: documents that would break it are refused. A kill "
        + "is never refused, and the experiment shows it.";

    public static Html Of(FlagView flag, IReadOnlyList<ExperimentView> experiments) => Html.Of($"""
        <h2 id="experiments">Experiments</h2>
        {Html.If(experiments.Any(IsRunning), () => Html.Of($"<p>{Held}</p>"))}
        {Markup.Table("Experiments on " + flag.Key, Columns, experiments.Select(Row))}
        """);

    private static bool IsRunning(ExperimentView view) => view.Record.Status == ExperimentStatus.Running;

    private static Html Row(ExperimentView view) => Html.Of($"""
        <tr><th scope="row"><a href="{Links.Experiment(view.Record.Id)}">{view.Record.Name}</a></th>
        <td>{Markup.Badge(Markup.Of(view.Record.Status), IsRunning(view) ? Tone.Good : Tone.Quiet)}</td>
        <td>{(view.Flag?.Share is { } share ? $"{AssignmentDifferences.Percent(share)} of users" : "–")}</td>
        <td>{(IsRunning(view) ? view.Decision.Sentence : "–")}</td><td>{view.Record.Owner}</td></tr>
        """);
}
