using System.Text.Json;
using Dataface.Flags.Cli.Diff;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;
using Dataface.Flags.Publishing;

namespace Dataface.Flags.Cli.Commands;

/// <summary>How a file stands to the document in force.</summary>
/// <param name="Path">The file.</param>
/// <param name="Server">The server.</param>
/// <param name="Number">The number of the document in force.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="IsSame">Whether the file has it, or means the same in other words.</param>
/// <param name="Exists">Whether there is a file.</param>
/// <param name="Unread">What is wrong with the file, when nobody can say how it differs.</param>
/// <param name="Changes">The flags that differ, each with how.</param>
internal sealed record PullReport(
    string Path, string Server, int Number, string Hash, bool IsSame, bool Exists, string? Unread,
        IReadOnlyList<(string Flag, FlagChange Change)> Changes)
{
    /// <summary>Compares; refuses a document in force that this version of the tool cannot read, rather than break the build with
    /// it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What it holds; null when there is none.</param>
    /// <param name="inForce">The document in force.</param>
    /// <param name="server">The server's name.</param>
    /// <param name="time">The clock, for the reader.</param>
    public static PullReport Of(string path, byte[]? content, PublishedDocument inForce, string server, TimeProvider time)
    {
        var after = FlagDocumentReader.Read(inForce.Utf8Json, server, time: time);
        if (!after.IsAccepted) throw new RefusedException(after.Problems);
        var (number, hash) = (inForce.Revision.Number, inForce.Revision.Hash);
        if (content is null) return new(path, server, number, hash, IsSame: false, Exists: false, null, []);
        if (PublishedDocument.HashOf(content) == hash) return new(path, server, number, hash, IsSame: true, Exists: true, null, []);
        var before = FlagDocumentReader.Read(content, path, time: time);
        if (!before.IsAccepted) return new(path, server, number, hash, IsSame: false, Exists: true,
            before.Problems.First(p => p.Severity == ProblemSeverity.Error).ToString(), []);
        var changes = new DocumentChanges(before.Document, after.Document);
        var isSame = FlagDocumentWriter.Write(before.Document).AsSpan().SequenceEqual(FlagDocumentWriter.Write(after.Document));
        return new(path, server, number, hash, isSame, Exists: true, null,
            [.. changes.Keys.Select(key => (key, changes.Of(key))).Where(c => c.Item2 != FlagChange.None)]);
    }

    /// <summary>Writes it as sentences.</summary>
    public void WriteTo(TextWriter output, bool isChecked)
    {
        if (IsSame)
        {
            output.WriteLine($"{Path} is revision {Number}, which is in force. Nothing was changed.");
            return;
        }

        if (!isChecked) output.WriteLine($"{Path} is now revision {Number}, which is in force.");
        else if (Exists) output.WriteLine($"{Path} is behind: it is not revision {Number}, which is in force.");
        else output.WriteLine($"There is no {Path}; revision {Number} is in force.");
        if (Unread is not null) output.WriteLine($"  {(isChecked ? "It cannot be read" : "It could not be read before")}: {Unread}");
        foreach (var (flag, change) in Changes) output.WriteLine($"  {WordOf(change)}: {flag}");
        if (Exists && Unread is null && Changes.Count == 0) output.WriteLine("  changed: segments or layers");
        if (isChecked) output.WriteLine($"Run 'dataface-flags pull {Path} --server {Server}', and commit the file.");
    }

    /// <summary>Writes it as members of an object.</summary>
    public void WriteTo(Utf8JsonWriter json, bool isChecked)
    {
        json.WriteString("file", Path);
        json.WriteNumber("number", Number);
        json.WriteString("sha256", Hash);
        json.WriteString("outcome", IsSame ? "same" : isChecked ? "behind" : "written");
        json.WriteString("problem", Unread);
        json.WriteStartObject("flags");
        foreach (var (flag, change) in Changes) json.WriteString(flag, WordOf(change));
        json.WriteEndObject();
    }

    private static string WordOf(FlagChange change) => change switch
    {
        FlagChange.Added => "added",
        FlagChange.Removed => "removed",
        FlagChange.Description => "description changed",
        _ => "changed",
    };
}
