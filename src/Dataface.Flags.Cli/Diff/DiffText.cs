using Dataface.Flags.Cli.Diff;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Spectre.Console;

namespace Dataface.Flags.Cli.Diff;

/// <summary>A diff for people at a terminal.</summary>
internal static class DiffText
{
    public static void Write(DiffReport report, CommandIo io)
    {
        var moved = $"{DiffWords.Count(report.Moved.Count)} move, {DiffWords.Percent(report.Moved)}";
        io.Output.WriteLine($"{report.Environment}: {moved}; {DiffWords.Source(report)}");
        WriteTable(report, io);
        foreach (var (what, flags) in DiffWords.Lists(report)) io.Output.WriteLine($"{what}: {string.Join(", ", flags)}");
        foreach (var note in DiffWords.Notes(report, name => name)) io.Output.WriteLine($"note: {note}");
        if (DiffWords.Verdict(report) is { } verdict) io.Output.WriteLine(verdict);
    }

    private static void WriteTable(DiffReport report, CommandIo io)
    {
        if (report.Flags.All(flag => flag.Moves.Count == 0)) return;
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("flag", "change", "from", "to", report.IsSample ? "users" : "contexts", "share");
        foreach (var flag in report.Flags)
        {
            foreach (var move in flag.Moves)
            {
                var (from, to) = DiffWords.Answers(move);
                table.AddRow(
                    new Text(flag.Flag), new Text(DiffWords.Change(flag.Change)), new Text(from), new Text(to),
                    new Text(DiffWords.Count(move.Count)), new Text(DiffWords.Percent(report.ShareOf(move.Count))));
            }
        }

        io.Console.Write(table);
    }
}
