using System.Text;
using System.Text.Json;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Json;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>
/// Reads values of metrics and exposures from CSV and JSON Lines, line by line, so that a file may be large. A file is accepted or refused whole. Never
/// throws for what a file holds. Thread-safe.
/// </summary>
public static class ExperimentDataFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="source">The file's name, for messages; <c>.csv</c> is CSV, anything else JSON Lines.</param>
    /// <param name="utf8">Its bytes, read to the end.</param>
    /// <param name="experiment">The experiment that they belong to.</param>
    /// <param name="now">Data may not be from later.</param>
    /// <param name="progress">Is told now and then how many bytes of the file were read; null for nobody.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ExperimentDataResult Read(
        string source, Stream utf8, ExperimentDefinition experiment, DateTimeOffset now, IProgress<long>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(utf8);
        ArgumentNullException.ThrowIfNull(experiment);
        var rows = new Files.DataRows(experiment, now);
        Read(source, utf8, rows, progress);
        return rows.End();
    }

    /// <summary>Reads one of several files whose rows belong together, so that what one says twice or against another shows.</summary>
    internal static void Read(string source, Stream utf8, Files.DataRows rows, IProgress<long>? progress)
    {
        using var reader = new StreamReader(utf8, leaveOpen: true);
        rows.Begin(source, progressed: () => progress?.Report(utf8.CanSeek ? utf8.Position : 0));
        if (source.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)) ReadCsv(reader, rows);
        else ReadJsonLines(reader, rows);
        rows.EndFile();
    }

    private static void ReadCsv(StreamReader reader, Files.DataRows rows)
    {
        if (reader.ReadLine() is not { } header || Files.CsvLine.Split(header) is not { } columns || !rows.TakeHeader(columns)) return;
        for (var line = 2; reader.ReadLine() is { } text; line++)
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            var cells = Files.CsvLine.Split(text);
            if (cells is null || cells.Count > columns.Count) rows.Refuse(line, cells is null ? "A quotation mark is not closed." : "It has more values than the header has columns.");
            else rows.Add(line, name => columns.IndexOf(name) is var at and >= 0 && at < cells.Count ? cells[at] : null);
        }
    }

    private static void ReadJsonLines(StreamReader reader, Files.DataRows rows)
    {
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            if (StrictJson.Parse(Encoding.UTF8.GetBytes(text), out var problem) is not { } row) rows.Refuse(line, problem);
            else
            {
                if (row.ValueKind != JsonValueKind.Object) rows.Refuse(line, "It is no JSON object.");
                else if (KpiJson.UnknownName(row, KpiFields.All) is { } unknown) rows.RefuseColumn(line, unknown);
                else rows.Add(line, name => KpiJson.Text(row, name));
            }
        }
    }
}

/// <summary>What reading a file came to.</summary>
public sealed record ExperimentDataResult
{
    /// <summary>The data; null when the file is refused.</summary>
    public ExperimentData? Data { get; init; }

    /// <summary>Everything that is wrong, from top to bottom; of a refused file at least one error.</summary>
    public required IReadOnlyList<DocumentProblem> Problems { get; init; }

    /// <summary>The rows that were read.</summary>
    public required long Rows { get; init; }

    /// <summary>Those among them that said again what an earlier one had said.</summary>
    public required long Repeated { get; init; }
}
