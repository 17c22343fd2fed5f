using System.Text;
using Dataface.Flags.Cleaner.Exits;

namespace Dataface.Flags.Cleaner.Files;

/// <summary>A unified diff that <c>git apply</c> takes, each file in its own encoding.</summary>
internal static class Patch
{
    private const int Context = 3;

    /// <exception cref="CleanerException">A file is outside of the repository, where git applies nothing.</exception>
    public static void Write(Stream stream, IEnumerable<FileChange> changes, string root)
    {
        foreach (var change in changes)
        {
            var name = Path.GetRelativePath(root, change.File.Path).Replace('\\', '/');
            if (name.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(name)) throw new CleanerException(CleanerExit.Refused,
                $"{change.File.Path} is outside of {root}, so that a patch cannot contain it. Run without --patch.");
            stream.Write(Encoding.UTF8.GetBytes($"diff --git a/{name} b/{name}\n--- a/{name}\n+++ b/{name}\n"));
            var mark = change.File.HasMark ? "\uFEFF" : "";
            stream.Write(change.File.Encoding.GetBytes(Hunks(Lines(mark + change.File.Text), Lines(mark + change.Text))));
        }
    }

    private static string Hunks(List<string> old, List<string> now)
    {
        var text = new StringBuilder();
        var edits = LineDiff.Of(old, now);
        for (var i = 0; i < edits.Count;)
        {
            if (edits[i].Kind == ' ')
            {
                i++;
                continue;
            }

            var start = Math.Max(0, i - Context);
            var end = i;
            for (var gap = 0; end < edits.Count && gap <= 2 * Context; end++) gap = edits[end].Kind == ' ' ? gap + 1 : 0;
            var last = edits.FindLastIndex(end - 1, e => e.Kind != ' ');
            end = Math.Min(edits.Count, last + 1 + Context);
            Hunk(text, edits.GetRange(start, end - start));
            i = end;
        }

        return text.ToString();
    }

    private static void Hunk(StringBuilder text, List<LineEdit> edits)
    {
        int Count(char other) => edits.Count(e => e.Kind != other);
        var (old, now) = (Count('+'), Count('-'));
        text.Append(System.Globalization.CultureInfo.InvariantCulture,
            $"@@ -{edits[0].Old + (old > 0 ? 1 : 0)},{old} +{edits[0].New + (now > 0 ? 1 : 0)},{now} @@\n");
        foreach (var edit in edits)
        {
            text.Append(edit.Kind).Append(edit.Line);
            if (!edit.Line.EndsWith('\n')) text.Append("\n\\ No newline at end of file\n");
        }
    }

    /// <summary>Lines with their ends.</summary>
    private static List<string> Lines(string text)
    {
        var lines = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add(text[start..end]);
            start = end;
        }

        return lines;
    }
}
