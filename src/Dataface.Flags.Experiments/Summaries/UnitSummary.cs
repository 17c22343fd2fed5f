using System.Text;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Readouts.Files;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Summaries;

/// <summary>
/// Makes of files of units the rows that are imported. Rows may stand in any order: they are parted by unit into files beside, and one part
/// after another is added up, so that memory is bounded however many rows there are. Not thread-safe.
/// </summary>
/// <param name="experiment">The experiment.</param>
/// <param name="now">Nobody was exposed later.</param>
internal sealed class UnitSummary(ExperimentDefinition experiment, DateTimeOffset now) : IDisposable
{
    private const int MostProblems = 20;
    private const int RowsOfProgress = 10_000;

    private readonly YamlProblems _problems = new("", ExperimentProblemCode.Prefix);
    private readonly bool[] _isSeen = new bool[experiment.Metrics.Count];
    private UnitColumns? _columns;
    private UnitSpill? _spill;
    private readonly List<string> _sources = [];
    private readonly HashSet<string> _ignored = new(StringComparer.Ordinal);
    private long _rows;

    private bool IsFull => _problems.Problems.Count >= MostProblems;

    /// <summary>Reads a file. What is wrong is told at the end.</summary>
    /// <param name="source">Its name, for messages.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="progress">Is told now and then how many bytes were read; null for nobody.</param>
    public void Add(string source, Stream bytes, IProgress<long>? progress = null)
    {
        _sources.Add(source);
        using var reader = WrittenText.Open(bytes);
        var record = new DelimitedText(reader);
        try
        {
            if (ReadHeader(record) is { } columns) ReadRows(record, columns, () => progress?.Report(bytes.CanSeek ? bytes.Position : 0));
        }
        catch (DecoderFallbackException)
        {
            Refuse(ExperimentProblemCode.InvalidRow, record.Line, "The file has bytes that are not UTF-8.", WrittenText.Remedy);
        }
    }

    /// <summary>What all files come to.</summary>
    /// <param name="refreshedAt">Up to when events are in them.</param>
    public UnitSummaryResult End(DateTimeOffset refreshedAt)
    {
        if (_rows == 0 && !_problems.HasErrors) Refuse(ExperimentProblemCode.NoRows, 1, "There is no row.", "Export the data again.");
        if (_columns is not { } columns || _problems.HasErrors) return new() { Problems = _problems.Problems, Rows = _rows };
        var sums = new UnitSums([.. experiment.Design.Arms], columns.Metrics);
        try
        {
            for (var part = 0; part < UnitSpill.Parts && !IsFull; part++)
            {
                foreach (var unit in Group(part, columns)) sums.Add(unit);
            }
        }
        catch (OverflowException)
        {
            const string Message = "The values are too large to be added up exactly.";
            Refuse(ExperimentProblemCode.InvalidRow, 1, Message, "Write them in a larger unit, such as thousands.");
        }

        if (_problems.HasErrors) return new() { Problems = _problems.Problems, Rows = _rows };
        return new()
        {
            Data = sums.ToData(place => _isSeen[place], refreshedAt),
            Problems = [],
            Rows = _rows,
            Units = sums.Units,
            Ignored = [.. _ignored],
            Without = [.. columns.Metrics.Where((_, i) => !_isSeen[i]).Select(m => m.Definition.Name)],
        };
    }

    public void Dispose() => _spill?.Dispose();

    private UnitColumns? ReadHeader(DelimitedText record)
    {
        if (!record.Read()) return null;
        var names = Enumerable.Range(0, record.Count).Select(i => record[i].ToString()).ToList();
        if (names.Exists(WrittenText.IsGarbled))
        {
            Refuse(ExperimentProblemCode.InvalidRow, 1, "The file is not UTF-8.", WrittenText.Remedy);
            return null;
        }

        if (names[0].TrimStart() is ['{' or '[', ..])
        {
            Refuse(ExperimentProblemCode.InvalidRow, record.Line, "The file is JSON.",
                $"Export it as CSV: one row a unit. {UnitColumns.Example(experiment)}");
            return null;
        }

        var columns = UnitColumns.Read(
            names, experiment, (message, remedy) => Refuse(ExperimentProblemCode.UnknownColumn, record.Line, message, remedy));
        if (columns is null) return null;
        if (_columns is { } first && !columns.HasFormOf(first))
        {
            const string Message = "Its columns differ from the previous file's.";
            Refuse(ExperimentProblemCode.UnknownColumn, record.Line, Message, "Give all files the same columns.");
            return null;
        }

        _columns ??= columns;
        _ignored.UnionWith(columns.Ignored);
        _spill ??= new(columns.Metric is null ? 2 * columns.Metrics.Count : 2);
        for (var i = 0; columns.Metric is null && i < _isSeen.Length; i++) _isSeen[i] |= columns.Metrics[i].Value is not null;
        return columns;
    }

    private void ReadRows(DelimitedText record, UnitColumns columns, Action progressed)
    {
        var reader = new UnitRowReader(columns, [.. experiment.Design.Arms], _sources.Count - 1, now);
        var (width, values) = (record.Count, new double[columns.Metric is null ? 2 * columns.Metrics.Count : 2]);
        while (!IsFull && record.Read())
        {
            if (record.IsBlank) continue;
            if (++_rows % RowsOfProgress == 0) progressed();
            try
            {
                UnitRowReader.CheckForm(record, width);
                var row = reader.Read(record);
                reader.ReadValues(record, values);
                if (reader.Metric is { } metric) _isSeen[metric] = true;
                _spill!.Add(row, reader.Metric, values);
            }
            catch (RowFaultException fault)
            {
                Refuse(fault.Code, record.Line, fault.Message, fault.Remedy);
            }
        }
    }

    /// <summary>The units of a part, each once.</summary>
    private Dictionary<UInt128, HeldUnit>.ValueCollection Group(int part, UnitColumns columns)
    {
        var units = new Dictionary<UInt128, HeldUnit>();
        _spill!.Read(part, (row, metric, values) =>
        {
            var isNew = !units.TryGetValue(row.Unit, out var unit);
            if (isNew) units.Add(row.Unit, unit = new(row, 2 * columns.Metrics.Count));
            unit!.See(row);
            if (columns.Metric is null && isNew) values.CopyTo(unit.Values, 0);
            else if (columns.Metric is null) RefuseTwice(unit, row);
            else if (metric is { } place)
            {
                unit.Values[2 * place] += values[0];
                unit.Values[(2 * place) + 1] += values[1];
            }
        });
        return units.Values;
    }

    /// <summary>A unit that saw two variants is left out; one that stands twice in the same one would count twice.</summary>
    private void RefuseTwice(HeldUnit unit, in UnitRow row)
    {
        if (unit.IsMixed || IsFull) return;
        var (file, line) = unit.Place;
        var where = FormattableString.Invariant($"line {line}{(file == row.File ? "" : $" of {_sources[file]}")}");
        Refuse(
            ExperimentProblemCode.ContradictsRow, row.Line, $"The unit of {where} occurs here again.",
            "Write one row for each unit; a join that is not unique makes several.", row.File);
    }

    private void Refuse(string code, int line, string message, string remedy, int? file = null) => _problems.Add(new()
    {
        Code = code,
        Severity = ProblemSeverity.Error,
        Message = message,
        Remedy = remedy,
        Source = _sources.Count == 0 ? "" : _sources[file ?? _sources.Count - 1],
        Path = "$",
        Line = line,
        Column = 1,
    });
}
