using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts.Gates;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Readouts.Files;

/// <summary>Collects the rows of files that belong together, and what is wrong with them.</summary>
internal sealed class DataRows(ExperimentDefinition experiment, DateTimeOffset now)
{
    private const int RowsOfProgress = 1_000;

    private readonly YamlProblems _problems = new("", ExperimentProblemCode.Prefix);
    private readonly Dictionary<(string Metric, string Variant, DateOnly Cohort), (KpiValue Kpi, RowPlace Place)> _kpis = [];
    private readonly Dictionary<(string Variant, DateOnly Cohort), (ExposureCount Count, RowPlace Place)> _exposures = [];
    private RowSource _source = new("", LineOf);
    private Action? _progressed;
    private long _rows;
    private long _rowsBefore;
    private long _repeated;

    /// <summary>What follows is of another file.</summary>
    /// <param name="source">Its name, for messages.</param>
    /// <param name="placeOf">How messages write a row's place; null for <c>line 1</c>, <c>line 2</c>.</param>
    /// <param name="progressed">Is called now and then.</param>
    public void Begin(string source, Func<int, string>? placeOf = null, Action? progressed = null) =>
        (_source, _progressed, _rowsBefore) = (new(source, placeOf ?? LineOf), progressed, _rows);

    /// <summary>The file is read to its end.</summary>
    public void EndFile()
    {
        if (_rows == _rowsBefore && !_problems.HasErrors)
            Error(ExperimentProblemCode.NoRows, 1, "There is no row.", "Export the data again.");
    }

    /// <summary>Whether every column is known and the needed ones are there.</summary>
    public bool TakeHeader(IReadOnlyList<string> columns)
    {
        foreach (var column in columns.Where(c => !KpiFields.All.Contains(c))) RefuseColumn(1, column);
        foreach (var twice in columns.GroupBy(c => c, StringComparer.Ordinal).Where(same => same.Count() > 1))
        {
            Error(ExperimentProblemCode.UnknownColumn, 1, $"The column '{YamlText.Shown(twice.Key)}' occurs twice.",
                "Keep one of the two.");
        }

        string[] needed = [KpiFields.Variant, KpiFields.Cohort, KpiFields.Kind, KpiFields.Units];
        if (needed.Except(columns).ToList() is { Count: > 0 } missing)
        {
            Error(
                ExperimentProblemCode.UnknownColumn, 1, $"The header has no column {string.Join(", ", missing.Select(c => $"'{c}'"))}.",
                $"Begin with a line such as '{string.Join(',', KpiFields.All)}'.");
        }

        return !_problems.HasErrors;
    }

    public void RefuseColumn(int line, string column) => Error(
        ExperimentProblemCode.UnknownColumn, line, $"There is no column '{YamlText.Shown(column)}'.",
        ColumnName.IsIndex(column) ? ColumnName.IndexRemedy : YamlText.Instead(column, KpiFields.All));

    /// <summary>The file's bytes are no text.</summary>
    public void RefuseText(int line) =>
        Error(ExperimentProblemCode.InvalidRow, line, "The file has bytes that are not UTF-8.", WrittenText.Remedy);

    public void Refuse(int line, string message) => Error(ExperimentProblemCode.InvalidRow, line, message, "Correct it, or leave it out.");

    public void Add(int line, Func<string, string?> field)
    {
        if (++_rows % RowsOfProgress == 0) _progressed?.Invoke();
        try
        {
            // An exposure has no metric; JSON Lines may leave its kind out.
            if (field(KpiFields.Kind) == KpiFields.ExposureKind || (field(KpiFields.Kind) is null && field(KpiFields.Metric) is null))
                Add(line, KpiFields.ReadExposure(field));
            else Add(line, KpiFields.ReadKpi(field));
        }
        catch (FormatException error)
        {
            Refuse(line, error.Message);
        }
    }

    public ExperimentDataResult End()
    {
        if (_problems.HasErrors) return new() { Problems = _problems.Problems, Rows = _rows, Repeated = _repeated };
        var data = new ExperimentData
        {
            Kpis = [.. _kpis.Values.Select(k => k.Kpi)],
            Exposures = [.. _exposures.Values.Select(e => e.Count)],
            LastRefresh = _kpis.Count == 0 ? null : _kpis.Values.Max(k => k.Kpi.RefreshedAt),
        };
        return new() { Data = CanonicalRows.Of(data), Problems = _problems.Problems, Rows = _rows, Repeated = _repeated };
    }

    private void Add(int line, ExposureCount count)
    {
        if (!Fits(line, count.Variant, count.Cohort, RowRules.Of(count, now))) return;
        var key = (count.Variant, count.Cohort);
        if (_exposures.TryGetValue(key, out var earlier))
        {
            // Units only ever come: of two files the one with more is the later. One file does not say two things.
            var isOfAnother = earlier.Place.Source.Name != _source.Name && earlier.Count != count;
            if (isOfAnother ? earlier.Count.Units > count.Units : !Repeats(line, earlier.Place, earlier.Count == count)) return;
        }

        _exposures[key] = (count, new(_source, line));
    }

    private void Add(int line, KpiValue kpi)
    {
        if (!Fits(line, kpi.Variant, kpi.Cohort, RowRules.Of(kpi, experiment.Metrics, now))) return;
        var key = (kpi.Metric, kpi.Variant, kpi.Cohort);
        if (_kpis.TryGetValue(key, out var earlier))
        {
            if (kpi.RefreshedAt < earlier.Kpi.RefreshedAt) return; // Out of order: the later one is here already.
            if (kpi.RefreshedAt == earlier.Kpi.RefreshedAt && !Repeats(line, earlier.Place, earlier.Kpi == kpi)) return;
        }

        _kpis[key] = (kpi, new(_source, line));
    }

    private bool Fits(int line, string variant, DateOnly cohort, RowFault? fault)
    {
        var arms = experiment.Design.Arms;
        if (!arms.Contains(variant))
            Error(ExperimentProblemCode.UnknownArm, line, $"The experiment has no variant '{YamlText.Shown(variant)}'.",
                YamlText.Instead(variant, arms));
        else if (fault is { } wrong) Error(wrong.Code, line, wrong.Message, wrong.Remedy);
        else if (!RunDays.Contains(experiment.Design, cohort))
        {
            _problems.Add(new()
            {
                Code = ExperimentProblemCode.OutsideRun,
                Severity = ProblemSeverity.Warning,
                Message = FormattableString.Invariant(
                    $"{cohort:O} is not within {experiment.Design.Start:O} to {experiment.Design.End:O}; the row does not count."),
                Remedy = "Leave it out, or correct 'start' and 'end'.",
                Source = _source.Name,
                Path = "$",
                Line = line,
                Column = 1,
            });
            return false;
        }
        else return true;
        return false;
    }

    /// <summary>Counts a row that says the same again; one that says something else for the same time is refused.</summary>
    private bool Repeats(int line, RowPlace earlier, bool isSame)
    {
        if (isSame) _repeated++;
        else
        {
            var place = earlier.Source.PlaceOf(earlier.Line);
            var where = earlier.Source.Name == _source.Name ? place : $"{place} of {earlier.Source.Name}";
            Error(ExperimentProblemCode.ContradictsRow, line,
                $"It differs from {where} for the same variant, metric and day.", "Keep one of the two.");
        }

        return isSame;
    }

    private void Error(string code, int line, string message, string remedy) => _problems.Add(new()
    {
        Code = code,
        Severity = ProblemSeverity.Error,
        Message = message,
        Remedy = remedy,
        Source = _source.Name,
        Path = "$",
        Line = line,
        Column = 1,
    });

    private static string LineOf(int line) => FormattableString.Invariant($"line {line}");

    /// <summary>A file, or whatever else rows came in.</summary>
    private sealed record RowSource(string Name, Func<int, string> PlaceOf);

    private readonly record struct RowPlace(RowSource Source, int Line);
}
