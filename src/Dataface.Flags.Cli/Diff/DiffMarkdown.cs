using Dataface.Flags.Cli.Diff;
using Dataface.Flags.Cli.Output;

namespace Dataface.Flags.Cli.Diff;

/// <summary>A diff to paste into a pull request.</summary>
internal static class DiffMarkdown
{
    public static void Write(DiffReport report, TextWriter output)
    {
        var who = report.IsSample ? "users" : "contexts";
        output.WriteLine($"### Flags in {Code(report.Environment)}: {DiffWords.Percent(report.Moved)} of {who} move");
        output.WriteLine();
        output.WriteLine($"{Code(report.Before)} → {Code(report.After)}; {DiffWords.Source(report)}.");
        output.WriteLine();
        WriteTable(report, who, output);
        foreach (var (what, flags) in DiffWords.Lists(report)) output.WriteLine(
            $"- {Capital(what)}: {string.Join(", ", flags.Select(Code))}");
        foreach (var note in DiffWords.Notes(report, Code)) output.WriteLine($"- Note: {note}");
        if (DiffWords.Verdict(report) is { } verdict) output.WriteLine($"- **{verdict}**");
    }

    private static void WriteTable(DiffReport report, string who, TextWriter output)
    {
        if (report.Flags.All(flag => flag.Moves.Count == 0)) return;
        output.WriteLine($"| Flag | Change | From | To | {Capital(who)} | Share |");
        output.WriteLine("|---|---|---|---|--:|--:|");
        foreach (var flag in report.Flags)
        {
            foreach (var move in flag.Moves)
            {
                var (from, to) = DiffWords.Answers(move);
                string[] cells =
                [
                    Code(flag.Flag), DiffWords.Change(flag.Change), Code(from), Code(to),
                    DiffWords.Count(move.Count), DiffWords.Percent(report.ShareOf(move.Count)),
                ];
                output.WriteLine($"| {string.Join(" | ", cells)} |");
            }
        }

        output.WriteLine();
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    /// <summary>Text from a document, so that it can neither end its cell nor mean anything.</summary>
    private static string Code(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Replace("|", "\\|", StringComparison.Ordinal);
        if (!line.Contains('`', StringComparison.Ordinal)) return $"`{line}`";
        var fence = new string('`', 1 + LongestRun(line));
        return $"{fence} {line} {fence}";
    }

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
