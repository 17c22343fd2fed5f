using Dataface.Flags.Server.Board.Frame;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Changes;
using Dataface.Flags.Server.Instances;

namespace Dataface.Flags.Server.Board.Flags;

/// <summary>Asks whether something is really to be done to a flag, and says how far it got.</summary>
internal static class FlagChangePage
{
    public static Html Confirm(HttpContext http, FlagChangeForm form, FormRefusal? refusal) => Html.Of($"""
        {FormRefusal.Show(refusal)}
        <p class="lead">{form.Action.Effect}</p>
        <form class="stack" method="post" action="{Links.FlagAction(form.Environment, form.Key, form.Action.Name)}">
        {Shell.FormToken(http)}<input type="hidden" name="id" value="{form.Id}">
        {Html.If(form.Rule is not null, () => Html.Of($"""<input type="hidden" name="rule" value="{form.Rule}">"""))}
        <label for="reason">Reason</label>
        <textarea id="reason" name="reason" rows="2" required maxlength="2000"{FormRefusal.Mark(refusal)}>{form.Reason}</textarea>
        <p class="soft">It goes into the audit trail with your key's name.</p>
        <div class="actions"><button type="submit" class="{form.Action.Button}">{form.Button}</button>
        <a class="button" href="{Links.Flag(form.Environment, form.Key)}">Cancel</a></div>
        </form>
        """);

    public static Html Done(FlagAction action, string environment, string key, ChangeAnswer answer) => Html.Of($"""
        <p class="notice {(IsSound(answer) ? "good" : "warning")}" role="status"><strong>{action.Done}.</strong>
        Reach: <strong>{answer.Reach}</strong>. {ReachInWords(answer.Reach)}</p>
        {Html.If(answer.Confirmation is not null, () => Confirmed(environment, answer.Confirmation!))}
        {Html.Each(answer.Warnings, warning => Html.Of($"""<p class="notice warning">{warning}</p>"""))}
        <p class="soft">Change {answer.Id}, feed position {answer.Cursor}.</p>
        <p><a class="button" href="{Links.Flag(environment, key)}">Back to {key}</a></p>
        """);

    private static Html Confirmed(string environment, Confirmation confirmation) =>
        Html.Of($"""<p><a href="{Links.Instances(environment)}">{confirmation.Summary}</a></p>""");

    /// <summary>Announced, and no instance is known that does not have it.</summary>
    private static bool IsSound(ChangeAnswer answer) => answer is { Reach: "confirmed" }
        or { Reach: "fleet", Confirmation: null or { Expected: 0, Silent: 0, IsPartial: false } };

    private static string ReachInWords(string reach) => reach switch
    {
        "confirmed" => "It survives a restart, and every instance that reported lately has confirmed that it is in force.",
        "fleet" => "It survives a restart, and every stream of this server has received it.",
        "durable" => "It survives a restart, but could not be announced yet; that is tried again until it succeeds. Services that ask "
            + "again have it already.",
        _ => "It is in force in this process only.",
    };
}
