using Dataface.Flags.Server.Board.Frame;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Definitions;

namespace Dataface.Flags.Server.Board.Definitions;

/// <summary>Asks whether an earlier document is really to be in force again, and says how far that got.</summary>
internal static class RollbackPage
{
    /// <summary>How many flags are named; the rest is counted.</summary>
    private const int MostNamed = 20;

    /// <param name="http">Who looks.</param>
    /// <param name="form">What is asked for.</param>
    /// <param name="inForce">The number of the document in force; null for none.</param>
    /// <param name="moves">What would be defined in another way.</param>
    /// <param name="refusal">What is wrong with it, or null.</param>
    public static Html Confirm(HttpContext http, RollbackForm form, int? inForce, DocumentMoves moves, FormRefusal? refusal) => Html.Of($"""
        {FormRefusal.Show(refusal)}
        <p class="lead">Revision {form.Number} is put in force again, in all environments, in the place of revision {inForce ?? 0}.
        Kills and ramps stay as they are.</p>
        {Moves(moves)}
        <form class="stack" method="post" action="{Links.Rollback(form.Number)}">
        {Shell.FormToken(http)}<input type="hidden" name="id" value="{form.Id}">
        <label for="reason">Reason</label>
        <textarea id="reason" name="reason" rows="2" required maxlength="2000"{FormRefusal.Mark(refusal)}>{form.Reason}</textarea>
        <p class="soft">It goes into the audit trail with your key's name.</p>
        <div class="actions"><button type="submit" class="danger">Roll back to revision {form.Number}</button>
        <a class="button" href="{Links.Definitions}">Cancel</a></div>
        </form>
        """);

    public static Html Done(int number, PublishAnswer answer) => Html.Of($"""
        <p class="notice {(answer.Reach == "fleet" ? "good" : "warning")}" role="status">
        <strong>Revision {number} is in force again, as revision {answer.Number}.</strong> Reach: <strong>{answer.Reach}</strong>.</p>
        {Html.Each(answer.Warnings, warning => Html.Of($"""<p class="notice warning">{warning}</p>"""))}
        <p><a class="button" href="{Links.Definitions}">Back to the definitions</a></p>
        """);

    private static Html Moves(DocumentMoves moves) => Html.Of($"""
        <dl class="facts">{Named("Defined in another way", moves.Changed)}{Named("Defined again", moves.Added)}
        {Named("No longer defined, and so off", moves.Removed)}</dl>
        """);

    private static Html Named(string what, IReadOnlyList<string> flags)
    {
        var more = flags.Count > MostNamed ? $" and {flags.Count - MostNamed} more" : "";
        return Markup.Fact(what, flags.Count == 0 ? "no flag" : string.Join(", ", flags.Take(MostNamed)) + more);
    }
}
