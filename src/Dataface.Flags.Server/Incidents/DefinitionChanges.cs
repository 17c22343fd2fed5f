using System.Globalization;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Incidents;

/// <summary>Documents that were put in force, each with what takes it back. Pure.</summary>
internal static class DefinitionChanges
{
    /// <param name="newestFirst">Records of publications and rollbacks; the first is of the document in force.</param>
    /// <param name="isForAll">
    /// Whether whoever asks may know of all environments: who has published a document, and why, is about all of them.
    /// </param>
    public static IReadOnlyList<RecentChange> Of(IReadOnlyList<AuditRecord> newestFirst, bool isForAll)
    {
        var published = newestFirst.Where(record => record is { Problem: null, DocumentAfter: not null }).ToList();
        return [.. published.Select(record => Of(record, published[0].DocumentAfter!.Number, isForAll))];
    }

    private static RecentChange Of(AuditRecord record, int inForce, bool isForAll)
    {
        var (change, number) = (record.Change, record.DocumentAfter!.Number);
        return new(
            change.At, "definitions", AuditCodec.NameOf(change.Action), number.ToString(CultureInfo.InvariantCulture),
            number == inForce ? "in force" : null, isForAll ? change.By : null, isForAll ? change.Reason : null, record.Sequence,
            UndoOf(record, inForce));
    }

    private static Remedy UndoOf(AuditRecord record, int inForce)
    {
        var number = record.DocumentAfter!.Number;
        if (record.DocumentBefore is not { } before)
            return Remedy.None("No earlier document exists. Kill what does harm, or publish another document.");
        var more = number == inForce ? "" : $" It takes back every later document, too, up to revision {inForce}.";
        return Remedy.Rollback(
            $"Puts revision {before.Number} in force again, in all environments; kills and ramps stay as they are.{more}", before.Number,
            $"undoes record {record.Sequence} ({AuditCodec.NameOf(record.Change.Action)})");
    }
}
