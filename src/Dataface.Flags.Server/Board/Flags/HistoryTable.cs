using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Board.Flags;

/// <summary>What happened to a flag, newest first.</summary>
internal static class HistoryTable
{
    private static readonly string[] Columns = ["When", "What", "Environment", "By", "From", "Reason", "Record"];

    public static Html Of(IEnumerable<AuditRecord> records) => records.Any()
        ? Markup.Table("Changes and refused changes of this flag, newest first", Columns, records.Select(Row))
        : Html.Of($"<p>Nothing has happened to it yet.</p>");

    private static Html Row(AuditRecord record)
    {
        var change = record.Change;
        return Html.Of($"""
            <tr><td>{Markup.Time(change.At)}</td><td>{AuditCodec.NameOf(change.Action)}</td><td>{change.Environment}</td>
            <td>{change.By}</td><td>{change.From}</td><td>{change.Reason}</td>
            <td>{record.Sequence} <code>{record.Hash[..12]}</code></td></tr>
            """);
    }
}
