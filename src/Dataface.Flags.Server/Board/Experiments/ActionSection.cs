using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>What whoever looks can do with an experiment.</summary>
internal static class ActionSection
{
    /// <param name="view">The experiment.</param>
    /// <param name="mayOperate">Whether steps are for whoever looks.</param>
    public static Html Of(ShownExperiment view, bool mayOperate) => Html.Of($"""
        <p>{Html.If(mayOperate, () => Steps(view))}
        <a class="button" href="{Links.Experiment(view.Record.Id, ExperimentDownloadEndpoints.Rows)}">Rows (CSV)</a>
        <a class="button" href="{Links.Experiment(view.Record.Id, ExperimentDownloadEndpoints.Readout)}">Readout (Markdown)</a></p>
        """);

    private static Html Steps(ShownExperiment view) => Html.Of($"""
        {Html.Each(ExperimentAction.All.Where(a => a.From == view.Record.Status), a => Button(view, a.Name, a.Verb))}
        {Html.If(view.IsOpen, () => Button(view, ExperimentDecisionEndpoints.Name, "Decide"))}
        """);

    private static Html Button(ShownExperiment view, string name, string verb) =>
        Html.Of($"""<a class="button" href="{Links.Experiment(view.Record.Id, name)}">{verb} …</a> """);
}
