using System.Globalization;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Incidents;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Board.Now;

/// <summary>What goes on in an environment, and what has changed in it lately.</summary>
/// <param name="incident">It.</param>
/// <param name="environments">The environments that whoever looks may look at.</param>
/// <param name="remedies">How it is said what undoes something.</param>
internal sealed class NowPage(IncidentView incident, IReadOnlyList<string> environments, RemedyMarkup remedies)
{
    private static readonly string[] OutstandingColumns = ["What", "When", "By and why", "In force", "To undo it"];

    private static readonly string[] GuardColumns = ["Flag", "Why", "Evidence of harm", "The guard says", "To stop it"];

    private static readonly string[] RolloutColumns = ["Flag", "Exposed", "Since", "Next", "To hold it there, or resume it"];

    private static readonly string[] ChangeColumns = ["When", "What", "By and why", "To undo it"];

    private static readonly (string Text, int Minutes)[] Spans =
        [("30 minutes", 30), ("2 hours", 120), ("a day", 1_440), ("a week", 10_080)];

    public Html Content() => Html.Of($"""
        {Html.If(environments.Count > 1, Environments)}
        <p class="lead">{Lead()}</p>
        {Html.If(incident.Unconfirmed.Count > 0, () => Section(
            "Not confirmed", "Kills and restores that not every instance has in force", OutstandingColumns,
            incident.Unconfirmed.Select(Row)))}
        {Html.If(incident.Guards.Count > 0, () => Section("Loud guards", "Guards to look at", GuardColumns, incident.Guards.Select(Row)))}
        {Html.If(incident.Rollouts.Count > 0, () => Section(
            "Rolling out", "Rollouts with steps before them", RolloutColumns, incident.Rollouts.Select(Row)))}
        <h2>Changed</h2>
        {Times()}
        {Changes()}
        """);

    private static Html Section(string heading, string caption, string[] columns, IEnumerable<Html> rows) =>
        Html.Of($"<h2>{heading}</h2>{Markup.Table(caption, columns, rows)}");

    private Html Lead() => Html.Of($"""
        {incident.Changes.Count} changes since {Markup.Time(incident.Since)};
        {incident.Guards.Count} loud guards; {incident.Rollouts.Count} rolling out; {incident.Unconfirmed.Count} kills and restores not
        confirmed.
        <a href="{Links.Flags(incident.Environment)}">{incident.Killed} killed</a>.
        """);

    private Html Environments() => Html.Of($"""
        <nav aria-label="Environments"><p>{Html.Each(environments, environment => environment == incident.Environment
            ? Html.Of($"""<a class="button" href="{Links.Now(environment)}" aria-current="page"><strong>{environment}</strong></a> """)
            : Html.Of($"""<a class="button" href="{Links.Now(environment)}">{environment}</a> """))}</p></nav>
        """);

    private Html Times() => Html.Of($"""
        <nav aria-label="Time"><p>{Html.Each(Spans, span =>
            Html.Of($"""<a class="button" href="{Links.Now(incident.Environment, span.Minutes)}">{span.Text}</a> """))}</p></nav>
        """);

    private Html Changes() => incident.Changes.Count == 0
        ? Html.Of($"<p>Nothing has changed since {Markup.Time(incident.Since)}.</p>")
        : Html.Of($"""
            {Markup.Table("Changes, the newest first", ChangeColumns, incident.Changes.Select(Row))}
            {Html.If(incident.IsPartial, () => Html.Of($"""<p class="notice warning">There were more changes than are listed.</p>"""))}
            """);

    private Html Row(OutstandingChange change) => Html.Of($"""
        <tr><th scope="row">{change.What} {Flag(change.Flag)}</th><td>{Markup.Time(change.At)}</td><td>{change.By}: {change.Reason}</td>
        <td><a href="{Links.Instances(incident.Environment)}">{change.Confirmation.Summary}</a></td><td>{remedies.Of(change.Undo)}</td></tr>
        """);

    private Html Row(LoudGuard guard) => Html.Of($"""
        <tr><th scope="row">{Flag(guard.Flag)}{Rule(guard.Rule)}</th>
        <td>{Markup.Badge(guard.Cause, guard.Cause is "evidence" or "burning" ? Tone.Bad : Tone.Warning)}</td>
        <td>{(guard.Evidence is null ? "–" : $"{guard.Evidence}, kills at {guard.KillsAt}")}</td><td>{guard.Says}</td>
        <td>{remedies.Of(guard.Undo)}</td></tr>
        """);

    private Html Row(OngoingRollout rollout) => Html.Of($"""
        <tr><th scope="row">{Flag(rollout.Flag)}{Rule(rollout.Rule)}</th>
        <td>{Percent(rollout.Percent)}, step {rollout.Step} of {rollout.Steps}{(rollout.IsPaused ? ", paused" : "")}</td>
        <td>{(rollout.Since is { } since ? Markup.Time(since) : Html.Of($"–"))}</td>
        <td>{Percent(rollout.NextPercent)}. {rollout.Next}</td><td>{remedies.Of(rollout.Undo)}</td></tr>
        """);

    private Html Row(RecentChange change) => Html.Of($"""
        <tr><td>{Markup.Time(change.At)}</td>
        <th scope="row">{change.What} {Subject(change)}{(change.Detail is null ? "" : $": {change.Detail}")}</th>
        <td>{change.By ?? "Ask with a key for all environments"}{(change.Reason is null ? "" : $": {change.Reason}")}</td>
        <td>{remedies.Of(change.Undo)}</td></tr>
        """);

    private Html Subject(RecentChange change) => change.Area switch
    {
        "flag" => Flag(change.Subject),
        "experiment" => Html.Of($"""<a href="{Links.Experiment(change.Subject)}">{change.Subject}</a>"""),
        _ => Html.Of($"revision {change.Subject}"),
    };

    private Html Flag(string key) => key == KillRegister.Everything
        ? Html.Of($"every flag") : Html.Of($"""<a href="{Links.Flag(incident.Environment, key)}">{key}</a>""");

    private static string Rule(string? rule) => rule is null ? "" : $", rule {rule}";

    private static string Percent(decimal share) => share.ToString("0.###", CultureInfo.InvariantCulture) + " %";
}
