using Dataface.Flags.Server.Board.Frame;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Changes;
using Dataface.Flags.Server.Instances;

namespace Dataface.Flags.Server.Board.Flags;

/// <summary>Asks whether a flag is really to be killed or restored, and says how far it got.</summary>
internal static class FlagChangePage
{
    /// <param name="http">Who looks.</param>
    /// <param name="action">What is to be done.</param>
    /// <param name="environment">Where.</param>
    /// <param name="key">To which flag.</param>
    /// <param name="id">The change, so that a form that is sent twice is one.</param>
    /// <param name="reason">What was written already.</param>
    /// <param name="problem">What is wrong with it, or null.</param>
    public static Html Confirm(
        HttpContext http, FlagAction action, string environment, string key, Guid id, string reason, string? problem) => Html.Of($"""
        {Html.If(problem is not null, () => Html.Of($"""<p class="notice bad" role="alert" id="problem">{problem}</p>"""))}
        <p class="lead">{action.Effect}</p>
        <form class="stack" method="post" action="{Links.Flag(environment, key)}/{action.Name}">
        {Shell.FormToken(http)}<input type="hidden" name="id" value="{id}">
        <label for="reason">Reason</label>
        <textarea id="reason" name="reason" rows="2" required maxlength="2000"{Html.If(problem is not null, () => Html.Of($""" aria-invalid="true" aria-describedby="problem" """))}>{reason}</textarea>
        <p class="soft">It goes into the audit trail with your key's name.</p>
        <div class="actions"><button type="submit" class="{action.Button}">{action.Verb} {key} in {environment}</button> <a class="button" href="{Links.Flag(environment, key)}">Cancel</a></div>
        </form>
        """);

    public static Html Done(FlagAction action, string environment, string key, ChangeAnswer answer) => Html.Of($"""
        <p class="notice {(IsSound(answer) ? "good" : "warning")}" role="status"><strong>{action.Done}.</strong>
        Reach: <strong>{answer.Reach}</strong>. {ReachInWords(answer.Reach)}</p>
        {Html.If(answer.Confirmation is { Expected: > 0 }, () => Confirmed(environment, answer.Confirmation!))}
        {Html.Each(answer.Warnings, warning => Html.Of($"""<p class="notice warning">{warning}</p>"""))}
        <p class="soft">Change {answer.Id}, feed position {answer.Cursor}.</p>
        <p><a class="button" href="{Links.Flag(environment, key)}">Back to {key}</a></p>
        """);

    private static Html Confirmed(string environment, Confirmation confirmation) =>
        Html.Of($"""<p><a href="{Links.Instances(environment)}">{confirmation.Summary}</a></p>""");

    /// <summary>Announced, and no instance is known that does not have it.</summary>
    private static bool IsSound(ChangeAnswer answer) =>
        answer.Reach == "confirmed" || (answer.Reach == "fleet" && answer.Confirmation is not { Unconfirmed.Count: > 0 });

    private static string ReachInWords(string reach) => reach switch
    {
        "confirmed" => "It survives a restart, and every instance that was heard of lately has said that it has it in force.",
        "fleet" => "It survives a restart, and every stream of this server has been told.",
        "durable" => "It survives a restart, but could not be announced yet; that is tried again until it succeeds. Services that ask anew "
            + "have it already.",
        _ => "It is in force in this process only.",
    };
}
