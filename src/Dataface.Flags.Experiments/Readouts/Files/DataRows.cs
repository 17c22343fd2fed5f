using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts.Gates;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Readouts.Files;

/// <summary>Collects the rows of a file, and what is wrong with them.</summary>
internal sealed class DataRows(string source, ExperimentDefinition experiment, DateTimeOffset now, Action? progressed = null)
{
    private const int RowsOfProgress = 1_000;

    private readonly YamlProblems _problems = new(source, ExperimentProblemCode.Prefix);
    private readonly Dictionary<(string Metric, string Variant, DateOnly Cohort), (KpiValue Kpi, int Line)> _kpis = [];
    private readonly Dictionary<(string Variant, DateOnly Cohort), (ExposureCount Count, int Line)> _exposures = [];
    private long _rows;
    private long _repeated;

    /// <summary>Whether every column is known and the needed ones are there.</summary>
    public bool TakeHeader(IReadOnlyList<string> columns)
    {
        foreach (var column in columns.Where(c => !KpiFields.All.Contains(c))) RefuseColumn(1, column);
        string[] needed = [KpiFields.Variant, KpiFields.Cohort, KpiFields.Kind, KpiFields.Units];
        if (needed.Except(columns).ToList() is { Count: > 0 } missing)
        {
            Error(
                ExperimentProblemCode.UnknownColumn, 1, $"The header has no column {string.Join(", ", missing.Select(c => $"'{c}'"))}.",
                $"Begin with a line such as '{string.Join(',', KpiFields.All)}'.");
        }

        return !_problems.HasErrors;
    }

    public void RefuseColumn(int line, string column) =>
        Error(ExperimentProblemCode.UnknownColumn, line, $"There is no column '{YamlText.Shown(column)}'.", YamlText.Instead(column, KpiFields.All));

    public void Refuse(int line, string message) => Error(ExperimentProblemCode.InvalidRow, line, message, "Correct the line, or leave it out.");

    public void Add(int line, Func<string, string?> field)
    {
        if (++_rows % RowsOfProgress == 0) progressed?.Invoke();
        try
        {
            // An exposure has no metric; JSON Lines may leave its kind out.
            if (field(KpiFields.Kind) == KpiFields.ExposureKind || (field(KpiFields.Kind) is null && field(KpiFields.Metric) is null)) Add(line, KpiFields.ReadExposure(field));
            else Add(line, KpiFields.ReadKpi(field));
        }
        catch (FormatException error)
        {
            Refuse(line, error.Message);
        }
    }

    public ExperimentDataResult End()
    {
        if (_rows == 0 && !_problems.HasErrors) Error(ExperimentProblemCode.NoRows, 1, "There is no row.", "Export the data again.");
        if (_problems.HasErrors) return new(null, _problems.Problems, _rows, _repeated);
        var data = new ExperimentData
        {
            Kpis = [.. _kpis.Values.Select(k => k.Kpi)],
            Exposures = [.. _exposures.Values.Select(e => e.Count)],
            LastRefresh = _kpis.Count == 0 ? null : _kpis.Values.Max(k => k.Kpi.RefreshedAt),
        };
        return new(CanonicalRows.Of(data), _problems.Problems, _rows, _repeated);
    }

    private void Add(int line, ExposureCount count)
    {
        if (!Fits(line, count.Variant, count.Cohort)) return;
        var key = (count.Variant, count.Cohort);
        if (_exposures.TryGetValue(key, out var earlier) && !Repeats(line, earlier.Line, earlier.Count == count)) return;
        _exposures[key] = (count, line);
    }

    private void Add(int line, KpiValue kpi)
    {
        if (!Fits(line, kpi.Variant, kpi.Cohort) || !Makes(line, kpi)) return;
        var key = (kpi.Metric, kpi.Variant, kpi.Cohort);
        if (_kpis.TryGetValue(key, out var earlier))
        {
            if (kpi.RefreshedAt < earlier.Kpi.RefreshedAt) return; // Out of order: the later one is here already.
            if (kpi.RefreshedAt == earlier.Kpi.RefreshedAt && !Repeats(line, earlier.Line, earlier.Kpi == kpi)) return;
        }

        _kpis[key] = (kpi, line);
    }

    private bool Fits(int line, string variant, DateOnly cohort)
    {
        var arms = experiment.Design.Arms;
        if (!arms.Contains(variant)) Error(ExperimentProblemCode.UnknownArm, line, $"The experiment has no variant '{YamlText.Shown(variant)}'.", YamlText.Instead(variant, arms));
        else if (cohort > Schedule.Day(now + Schedule.ClockDifference)) Error(ExperimentProblemCode.FromTheFuture, line, FormattableString.Invariant($"{cohort:O} is to come."), "Correct the day, or the clock.");
        else if (!Schedule.Contains(experiment.Design, cohort))
        {
            _problems.Add(new(
                ExperimentProblemCode.OutsideRun, ProblemSeverity.Warning, FormattableString.Invariant($"{cohort:O} is not within {experiment.Design.Start:O} to {experiment.Design.End:O}; the row does not count."),
                "Leave it out, or correct 'start' and 'end'.", source, "$", line, 1));
            return false;
        }
        else return true;
        return false;
    }

    private bool Makes(int line, KpiValue kpi)
    {
        var metric = experiment.Metrics.FirstOrDefault(m => m.Name == kpi.Metric);
        if (metric is null)
        {
            Error(
                ExperimentProblemCode.UnknownKpi, line, $"The experiment has no metric '{YamlText.Shown(kpi.Metric)}'.",
                YamlText.Instead(kpi.Metric, [.. experiment.Metrics.Select(m => m.Name)]));
        }
        else if (!DesignRequests.Kinds(metric.Kind).Contains(kpi.Statistics.Kind))
        {
            var kinds = string.Join(" or ", DesignRequests.Kinds(metric.Kind).Select(KpiFields.KindName));
            Error(ExperimentProblemCode.WrongKind, line, $"'{kpi.Metric}' is summed up as {kinds}.", $"Write {kinds} and its sums.");
        }
        else if (kpi.RefreshedAt > now + Schedule.ClockDifference)
        {
            Error(ExperimentProblemCode.FromTheFuture, line, FormattableString.Invariant($"{kpi.RefreshedAt.UtcDateTime:u} is to come."), "Correct 'refreshedAt', or the clock.");
        }
        else if (kpi.Statistics.Reason is StatisticsReason.InvalidCount or StatisticsReason.NotFinite or StatisticsReason.SumsContradictSquares)
        {
            Error(
                ExperimentProblemCode.DamagedSums, line, $"No units can have these sums: {kpi.Statistics.Reason}.",
                "Export the row again; sums are over units, each with one value.");
        }
        else return true;
        return false;
    }

    /// <summary>Counts a row that says the same again; one that says something else for the same time is refused.</summary>
    private bool Repeats(int line, int earlier, bool isSame)
    {
        if (isSame) _repeated++;
        else Error(ExperimentProblemCode.ContradictsRow, line, $"It says something else than line {earlier} about the same variant, metric and day.", "Keep one of the two.");
        return isSame;
    }

    private void Error(string code, int line, string message, string remedy) => _problems.Add(new(code, ProblemSeverity.Error, message, remedy, source, "$", line, 1));
}
