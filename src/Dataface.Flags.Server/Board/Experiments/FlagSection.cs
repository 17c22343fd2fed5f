using Dataface.Flags.Experiments.Assignment;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Server.Board.Rendering;

namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>The flag behind an experiment: how it stands, how many get it, and what happened to it since the experiment began.</summary>
internal static class FlagSection
{
    private static readonly string[] Columns = ["When", "What", "By", "Why"];

    /// <param name="view">The experiment.</param>
    /// <param name="environment">Where its flag is looked at.</param>
    public static Html Of(ShownExperiment view, string environment) =>
        view.View.Flag is { } flag ? Section(view, flag, environment) : Html.Empty;

    private static Html Section(ShownExperiment view, FlagCourse flag, string environment) => Html.Of($"""
        <h2 id="flag">Flag</h2>
        <p><a href="{Links.Flag(environment, flag.Flag)}">{flag.Flag}</a> {Badge(flag, view)}
        {Html.If(flag.Share is not null, () => Html.Of($"{Takes(flag)}"))}</p>
        {Killed(flag)}
        {Html.If(view.Record.Status < ExperimentStatus.Decided, () => Html.Each(flag.Differences, difference =>
            Html.Of($"""<p class="notice warning">{difference}</p>""")))}
        {(flag.Turns.Count == 0 ? Html.Of($"<p>Nothing has happened to it since the experiment began.</p>")
            : Markup.Table("What happened to the flag since the experiment began, newest first", Columns,
                flag.Turns.Reverse().Select(Row)))}
        """);

    private static Html Badge(FlagCourse flag, ShownExperiment view) => flag switch
    {
        { Kill: not null } => Markup.Badge(flag.IsAborted ? "Aborted" : "Killed", Tone.Bad),
        { IsDefined: false } => Markup.Badge("Gone", view.IsOpen ? Tone.Bad : Tone.Quiet),
        { Expires: { } day } when day <= DateOnly.FromDateTime(view.Decision.At.UtcDateTime) => Markup.Badge("Expired", Tone.Warning),
        _ => Markup.Badge("In force", Tone.Good),
    };

    private static string Takes(FlagCourse flag) =>
        $"{AssignmentDifferences.Percent(flag.Share!.Value)} of users take "
            + $"part{(flag.Share < flag.FullShare ? $", not yet {AssignmentDifferences.Percent(flag.FullShare!.Value)}" : "")}"
        + (flag.Step is { } step ? $": {step}." : ".");

    private static Html Killed(FlagCourse flag)
    {
        if (flag.Kill is not { } kill) return Html.Empty;
        var what = flag.Prerequisite is { } required ? $"The flag '{required}' that it requires was killed" : "Killed";
        return Html.Of($"""
            <p class="notice bad">{what} by {ClaimedName.Shown(kill.By)}, {Markup.Time(kill.At)}: {kill.Reason}</p>
            """);
    }

    private static Html Row(FlagTurn turn) => Html.Of($"""
        <tr><td>{Markup.Time(turn.At)}</td><td>{What(turn)}</td><td>{ClaimedName.Shown(turn.By)}</td><td>{turn.Reason}</td></tr>
        """);

    private static string What(FlagTurn turn) =>
        turn.Prerequisite is { } required ? $"'{required}' that it requires: {What(turn.Kind)}" : What(turn.Kind);

    private static string What(FlagTurnKind kind) => kind switch
    {
        FlagTurnKind.Killed => "killed",
        FlagTurnKind.Aborted => "aborted by its guard",
        FlagTurnKind.Restored => "restored",
        FlagTurnKind.Stepped => "a step of its ramp",
        FlagTurnKind.Paused => "its ramp paused",
        FlagTurnKind.Resumed => "its ramp resumed",
        _ => "changed under the experiment",
    };
}
