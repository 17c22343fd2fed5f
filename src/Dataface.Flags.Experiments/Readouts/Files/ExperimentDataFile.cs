using System.Text;
using System.Text.Json;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Json;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>
/// Reads values of metrics and exposures from CSV and JSON Lines, line by line, so that a file may be large. A file is accepted or refused
/// as a whole. Never throws for what a file holds. Thread-safe.
/// </summary>
public static class ExperimentDataFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="source">The file's name, for messages.</param>
    /// <param name="utf8">Its bytes, read to the end: JSON Lines if they begin with a brace, else CSV, whatever the name says.</param>
    /// <param name="experiment">The experiment that they belong to.</param>
    /// <param name="now">The time now; data may not be later.</param>
    /// <param name="progress">Called now and then with the number of bytes read so far; null for none.</param>
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
        using var reader = Files.WrittenText.Open(utf8);
        rows.Begin(source, progressed: () => progress?.Report(utf8.CanSeek ? utf8.Position : 0));
        var line = 1;
        try
        {
            if (IsJson(reader, ref line)) ReadJsonLines(reader, rows, ref line);
            else ReadCsv(new Files.DelimitedText(reader, line), rows, ref line);
        }
        catch (DecoderFallbackException)
        {
            rows.RefuseText(line);
        }

        rows.EndFile();
    }

    /// <summary>By what stands first; blank lines before it are passed over and counted.</summary>
    private static bool IsJson(StreamReader reader, ref int line)
    {
        while (reader.Peek() is '\r' or '\n' or ' ')
        {
            if (reader.Read() == '\n') line++;
        }

        return reader.Peek() is '{' or '[';
    }

    private static void ReadCsv(Files.DelimitedText record, Files.DataRows rows, ref int line)
    {
        if (!record.Read()) return;
        var columns = Enumerable.Range(0, record.Count).Select(i => Files.ColumnName.Known(record[i].ToString(), KpiFields.All)).ToList();
        if (columns.Exists(Files.WrittenText.IsGarbled))
        {
            rows.RefuseText(line);
            return;
        }

        if (!rows.TakeHeader(columns)) return;
        while (record.Read())
        {
            line = record.Line;
            if (record.IsBlank) continue;
            if (record.IsBroken) rows.Refuse(line, "A quotation mark is not closed.");
            else if (Exceeds(record, columns.Count)) rows.Refuse(line, "It has more values than the header has columns.");
            else rows.Add(line, name => Cell(record, name, columns.IndexOf(name)));
        }
    }

    /// <summary>Empty values at the end, as a spreadsheet leaves them, are none.</summary>
    private static bool Exceeds(Files.DelimitedText record, int columns)
    {
        for (var i = columns; i < record.Count; i++)
        {
            if (!record[i].IsEmpty) return true;
        }

        return false;
    }

    /// <summary>A value as it stands; only sums have parts, and so a decimal comma.</summary>
    private static string? Cell(Files.DelimitedText record, string name, int place)
    {
        if (place < 0 || place >= record.Count) return null;
        var text = record[place];
        return (record.HasDecimalCommas && KpiFields.Sums.Contains(name) ? WrittenNumber.WithPoint(text) : null) ?? text.ToString();
    }

    private static void ReadJsonLines(StreamReader reader, Files.DataRows rows, ref int line)
    {
        for (; reader.ReadLine() is { } text; line++)
        {
            if (string.IsNullOrWhiteSpace(text)) continue;
            if (StrictJson.Parse(Encoding.UTF8.GetBytes(text), out var problem) is not { } row) rows.Refuse(line, problem);
            else if (row.ValueKind != JsonValueKind.Object) rows.Refuse(line, "It is not a JSON object.");
            else Add(rows, line, row);
        }
    }

    private static void Add(Files.DataRows rows, int line, JsonElement row)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in row.EnumerateObject())
        {
            var name = Files.ColumnName.Known(property.Name, KpiFields.All);
            if (!KpiFields.All.Contains(name)) rows.RefuseColumn(line, name);
            else if (names.TryAdd(name, property.Name)) continue;
            else rows.Refuse(line, $"'{name}' occurs twice.");
            return;
        }

        rows.Add(line, name => names.TryGetValue(name, out var written) ? KpiJson.Text(row, written) : null);
    }
}

/// <summary>The result of reading a file.</summary>
public sealed record ExperimentDataResult
{
    /// <summary>The data; null when the file is refused.</summary>
    public ExperimentData? Data { get; init; }

    /// <summary>Everything that is wrong, from top to bottom; at least one error if the file is refused.</summary>
    public required IReadOnlyList<DocumentProblem> Problems { get; init; }

    /// <summary>The rows that were read.</summary>
    public required long Rows { get; init; }

    /// <summary>How many of them repeated an earlier row.</summary>
    public required long Repeated { get; init; }
}
