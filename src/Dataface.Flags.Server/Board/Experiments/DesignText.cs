namespace Dataface.Flags.Server.Board.Experiments;

/// <summary>What of a document is the design: all but how far the experiment is, comments and blank lines, which may change.</summary>
internal static class DesignText
{
    private static readonly string[] Progress = ["status:", "decision:", "outcome:"];

    public static bool AreSame(string document, string other) => Lines(document).SequenceEqual(Lines(other), StringComparer.Ordinal);

    private static IEnumerable<string> Lines(string document)
    {
        var isProgress = false;
        foreach (var line in document.Split('\n').Select(line => line.TrimEnd()))
        {
            if (line.Length == 0 || line.TrimStart().StartsWith('#')) continue;

            // What is indented, or closes a bracket, belongs to the key above.
            if (line[0] is not (' ' or '}' or ']' or '-')) isProgress = Progress.Any(key => line.StartsWith(key, StringComparison.Ordinal));
            if (!isProgress) yield return line;
        }
    }
}
