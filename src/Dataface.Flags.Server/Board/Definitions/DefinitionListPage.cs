using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Board.Definitions;

/// <summary>The documents that were put in force.</summary>
internal static class DefinitionListPage
{
    private static readonly string[] Columns = ["Revision", "When", "What", "By", "Reason", "Document"];

    private static readonly string[] RollbackColumns = [.. Columns, "Roll back"];

    /// <param name="newestFirst">Publications and rollbacks; the first is of the document in force.</param>
    /// <param name="mayRollBack">Whether whoever looks may put an earlier one in force.</param>
    public static Html Of(IReadOnlyList<AuditRecord> newestFirst, bool mayRollBack) => newestFirst.Count == 0
        ? Html.Of($"<p>No document was published yet. <code>PUT /api/flags</code> publishes one.</p>")
        : Markup.Table(
            "Documents that were put in force, the newest first", mayRollBack ? RollbackColumns : Columns,
            newestFirst.Select((record, i) => Row(record, i == 0, mayRollBack)));

    private static Html Row(AuditRecord record, bool isInForce, bool mayRollBack)
    {
        var (change, revision) = (record.Change, record.DocumentAfter!);
        return Html.Of($"""
            <tr><th scope="row">{revision.Number} {Html.If(isInForce, () => Markup.Badge("In force", Tone.Good))}</th>
            <td>{Markup.Time(change.At)}</td><td>{AuditCodec.NameOf(change.Action)}</td><td>{change.By}</td><td>{change.Reason}</td>
            <td><code>{revision.Hash[..12]}</code></td>{Html.If(mayRollBack, () => Rollback(revision.Number, isInForce))}</tr>
            """);
    }

    private static Html Rollback(int number, bool isInForce) => isInForce
        ? Html.Of($"<td>–</td>")
        : Html.Of($"""<td><a class="button" href="{Links.Rollback(number)}">Roll back to {number} …</a></td>""");
}
