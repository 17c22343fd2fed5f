using System.Globalization;
using Dataface.Flags.Files;

namespace Dataface.Flags.State;

/// <summary>Reads a whole trail, record by record: the archives, then the file.</summary>
internal static class JournalRecords
{
    /// <summary>
    /// All records, oldest first. Throws an <see cref="InvalidDataException"/> when a line is none, or an archive is missing.
    /// </summary>
    public static IEnumerable<AuditRecord> Read(string path)
    {
        // The file first: whatever is archived meanwhile stays readable through it.
        using var file = JournalFile.Open(path);
        if (file is null) yield break;
        var isFirst = true;
        foreach (var record in Read(file, path))
        {
            if (isFirst && record.Change.Action == StateAction.Checkpoint)
            {
                foreach (var archived in JournalArchives.Read(path, 1, record.Sequence)) yield return archived;
            }

            isFirst = false;
            yield return record;
        }
    }

    /// <summary>
    /// The records of one file. A last line that is none counts as a write that was cut short or is under way: nobody was told of it.
    /// </summary>
    public static IEnumerable<AuditRecord> Read(Stream file, string path)
    {
        var number = 0L;
        foreach (var (text, hasEnd) in JournalLines.Read(file))
        {
            number++;
            var isWhole = AuditCodec.TryRead(text, out var record) && record.Problem is null;
            if (!isWhole && !hasEnd) yield break;
            if (!isWhole) throw new InvalidDataException(
                $"Line {number.ToString(CultureInfo.InvariantCulture)} of {path} is damaged or was edited.");
            yield return record;
        }
    }
}
