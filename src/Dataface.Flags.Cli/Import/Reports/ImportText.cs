using Dataface.Flags.Values;

namespace Dataface.Flags.Cli.Import.Reports;

/// <summary>The report for people.</summary>
internal static class ImportText
{
    public static void Write(ImportReport report, string file, TextWriter output)
    {
        foreach (var flag in report.Notes.GroupBy(n => n.Flag, StringComparer.Ordinal))
        {
            var key = report.Imported.FirstOrDefault(i => i.Name == flag.Key).Key;
            output.WriteLine(key is null || key == flag.Key ? flag.Key : $"{flag.Key} -> {key}");
            foreach (var note in flag)
            {
                output.WriteLine($"  {WordOf(note.Kind),-12}  {note.Path}");
                output.WriteLine($"                {note.Text}");
            }

            output.WriteLine();
        }

        var (imported, left) = (report.Imported.Count, report.FlagsLeftOut.Count);
        output.WriteLine(
            $"{file}: {Counted.Of(imported, "flag")} imported, {left} left out; of their constructs "
            + $"{Notes(report, NoteKind.Translated)} translated, {Notes(report, NoteKind.Approximated)} approximated, "
            + $"{Notes(report, NoteKind.LeftOut)} left out.");
        var moving = report.Notes.Where(n => n.Kind == NoteKind.Moves).Select(n => n.Flag).Distinct(StringComparer.Ordinal).Count();
        if (moving == 0) return;
        output.WriteLine($"{Counted.Of(moving, "flag")} {(moving == 1 ? "changes" : "change")} what users get; see 'moves' above.");
    }

    public static string WordOf(NoteKind kind) => kind switch
    {
        NoteKind.Translated => "translated",
        NoteKind.Approximated => "approximated",
        NoteKind.LeftOut => "left out",
        NoteKind.Warning => "warning",
        _ => "moves",
    };

    private static int Notes(ImportReport report, NoteKind kind) => report.Notes.Count(n => n.Kind == kind);
}
