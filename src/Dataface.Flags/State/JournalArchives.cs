using System.Globalization;
using System.IO.Compression;
using Dataface.Flags.Files;

namespace Dataface.Flags.State;

/// <summary>The compressed files beside a journal that hold its older records: <c>name.first-last.jsonl.gz</c>.</summary>
internal static class JournalArchives
{
    private const string Ending = ".jsonl.gz";

    /// <summary>Puts the first bytes of the journal into an archive, which is whole and on the disk when this returns.</summary>
    public static void Write(string path, long first, long last, long length) =>
        AtomicFile.Write(PathOf(path, first, last), (path, length), static (archive, source) =>
    {
        using var file = JournalFile.Open(source.path) ?? throw new FileNotFoundException($"{source.path} is gone.", source.path);
        using var packed = new GZipStream(archive, CompressionLevel.Fastest, leaveOpen: true);
        var buffer = new byte[64 * 1024];
        for (var rest = source.length; rest > 0;)
        {
            var read = file.Read(buffer, 0, (int)Math.Min(buffer.Length, rest));
            if (read == 0) throw new EndOfStreamException($"{source.path} was shortened while it was archived.");
            packed.Write(buffer, 0, read);
            rest -= read;
        }
    });

    /// <summary>
    /// The records from one position up to another, which is not included. Throws an <see cref="InvalidDataException"/> that names an
    /// archive which is missing or damaged.
    /// </summary>
    public static IEnumerable<AuditRecord> Read(string path, long from, long until)
    {
        while (from < until)
        {
            foreach (var record in ReadArchive(Find(path, from, until), from, until))
            {
                yield return record;
                from = record.Sequence + 1;
            }
        }
    }

    /// <summary>All archives of a journal.</summary>
    public static IEnumerable<(long First, long Last, string Path)> All(string path)
    {
        var (folder, prefix) = (Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".");
        foreach (var file in Directory.EnumerateFiles(folder, $"{prefix}*{Ending}"))
        {
            var name = Path.GetFileName(file.AsSpan());
            if (!name.StartsWith(prefix, StringComparison.Ordinal)) continue;
            var range = name[prefix.Length..^Ending.Length];
            var dash = range.IndexOf('-');
            if (dash > 0 && TryParse(range[..dash], out var first) && TryParse(range[(dash + 1)..], out var last))
                yield return (first, last, file);
        }

        static bool TryParse(ReadOnlySpan<char> digits, out long value) =>
            long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Removes what a crash has left of archives and journals that were being written. To be called under the lock.</summary>
    public static void RemoveUnfinished(string path)
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.*.tmp")) File.Delete(file);
    }

    private static string PathOf(string path, long first, long last) =>
        string.Create(CultureInfo.InvariantCulture, $"{path}.{first}-{last}{Ending}");

    /// <summary>
    /// The archive that holds a position. A crash after an archive was written, before the journal began anew, leaves one that a later
    /// archive contains; the longer one counts.
    /// </summary>
    private static string Find(string path, long from, long until)
    {
        var archives = All(path).Where(a => a.Last < until).ToList();
        var found = archives.Where(a => a.First <= from && a.Last >= from).OrderByDescending(a => a.Last).Select(a => a.Path)
            .FirstOrDefault();
        if (found is not null) return found;
        var last = archives.Where(a => a.First > from).Select(a => a.First).DefaultIfEmpty(until).Min() - 1;
        throw new InvalidDataException(string.Create(
            CultureInfo.InvariantCulture,
            $"Records {from} to {last} of {path} are missing. Put {PathOf(path, from, last)} back, from a backup if need be."));
    }

    private static IEnumerable<AuditRecord> ReadArchive(string archive, long from, long until)
    {
        using var file = new FileStream(archive, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        var isEmpty = true;
        foreach (var record in JournalRecords.Read(unpacked, archive).Where(r => r.Sequence >= from && r.Sequence < until))
        {
            isEmpty = false;
            yield return record;
        }

        if (isEmpty) throw new InvalidDataException($"{archive} does not hold what its name says. Put it back from a backup.");
    }
}
