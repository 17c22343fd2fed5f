using System.Globalization;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Design;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts.Gates;
using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Readouts;

/// <summary>What no row of data may be, whichever way it comes: a file, a request, or a call of the registry.</summary>
internal static class RowRules
{
    /// <summary>More than there are people, a hundred times over; sums of years of such rows still are exact.</summary>
    public const long MostUnits = 1_000_000_000_000;

    /// <summary>How far sums may be off by rounding alone, relative.</summary>
    private const double Rounding = 1e-9;

    /// <summary>A day before it is that of a clock that was never set.</summary>
    public static readonly DateOnly FirstDay = new(2000, 1, 1);

    /// <summary>What is wrong with the part that all rows have; null for nothing.</summary>
    public static RowFault? Of(ExposureCount count, DateTimeOffset now)
    {
        const string CorrectDay = "Correct the day, or the clock.";
        var day = count.Cohort;
        if (!Names.IsName(count.Variant))
        {
            return new(
                ExperimentProblemCode.InvalidRow, "'variant' is not a valid variant name.", "Write letters, digits, '.', '_' or '-'.");
        }

        if (day > RunDays.Day(now + RunDays.ClockDifference)) return new(ExperimentProblemCode.FromTheFuture,
            $"{Iso(day)} is in the future.", CorrectDay);
        if (day < FirstDay) return new(ExperimentProblemCode.InvalidRow, $"{Iso(day)} is before {Iso(FirstDay)}.", CorrectDay);
        if (count.Units is >= 0 and <= MostUnits) return null;
        return new(
            ExperimentProblemCode.InvalidRow, FormattableString.Invariant($"'units' is '{count.Units}'."),
            FormattableString.Invariant($"Write a whole number from 0 to {MostUnits:N0}."));
    }

    /// <inheritdoc cref="Of(ExposureCount, DateTimeOffset)"/>
    public static RowFault? Of(KpiValue kpi, DateTimeOffset now)
    {
        if (Of(new ExposureCount
        {
            Variant = kpi.Variant,
            Cohort = kpi.Cohort,
            Units = kpi.Statistics.Units,
        }, now) is { } fault) return fault;
        if (kpi.RefreshedAt > now + RunDays.ClockDifference)
        {
            return new(
                ExperimentProblemCode.FromTheFuture, FormattableString.Invariant($"{kpi.RefreshedAt.UtcDateTime:u} is in the future."),
                "Correct 'refreshedAt', or the clock.");
        }

        if (kpi.Statistics.Kind is StatisticKind.None or StatisticKind.Mixed)
        {
            return new(
                ExperimentProblemCode.WrongKind, $"It is summed up as {KpiFields.KindName(kpi.Statistics.Kind)}, which is not a kind.",
                "Sum up proportions, means or ratios, one kind in a row.");
        }

        return AreDamaged(kpi.Statistics)
            ? new(
                ExperimentProblemCode.DamagedSums, $"No units can have these sums: {ReasonText.Of(kpi.Statistics.Reason)}.",
                "Export the row again; sums are over units, each with one value.")
            : null;
    }

    /// <summary>What is wrong with a row of an experiment whose metrics are known; null for nothing.</summary>
    public static RowFault? Of(KpiValue kpi, IReadOnlyList<MetricDefinition> metrics, DateTimeOffset now)
    {
        if (metrics.FirstOrDefault(m => m.Name == kpi.Metric) is not { } metric)
            return Unknown(kpi.Metric, [.. metrics.Select(m => m.Name)]);
        if (Of(kpi, now) is { } fault) return fault;
        var kinds = DesignRequests.Kinds(metric.Kind);
        if (kinds.Contains(kpi.Statistics.Kind)) return UncappedOf(kpi.Statistics, metric);
        var names = string.Join(" or ", kinds.Select(KpiFields.KindName));
        return new(ExperimentProblemCode.WrongKind, $"'{kpi.Metric}' is summed up as {names}.", $"Write {names} and its sums.");
    }

    /// <summary>Units of at most the cap cannot come to more; squares tell only where values are not below zero.</summary>
    private static RowFault? UncappedOf(in SampleStatistics sums, MetricDefinition metric)
    {
        if (metric.Cap is not { } cap || sums.Kind != StatisticKind.Mean) return null;
        var most = cap * sums.Units * (1 + Rounding);
        if (sums.Sum <= most && (sums.Sum < 0 || sums.SumOfSquares <= cap * most)) return null;
        return new(
            ExperimentProblemCode.DamagedSums,
            FormattableString.Invariant($"Units of at most {cap}, the cap of '{metric.Name}', cannot have these sums."),
            FormattableString.Invariant($"Sum up the smaller of each unit's value and {cap}, or have 'experiments summarize' do it."));
    }

    /// <summary>Whether no units can have these sums.</summary>
    public static bool AreDamaged(in SampleStatistics sums) =>
        sums.Reason is StatisticsReason.InvalidCount or StatisticsReason.NotFinite or StatisticsReason.SumsContradictSquares;

    public static RowFault Unknown(string metric, IReadOnlyList<string> metrics) => new(
        ExperimentProblemCode.UnknownKpi, $"The experiment has no metric '{YamlText.Shown(metric)}'.", YamlText.Instead(metric, metrics));

    private static string Iso(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}

/// <summary>Why a row is refused.</summary>
/// <param name="Code">One of <see cref="ExperimentProblemCode"/>.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to write instead.</param>
internal readonly record struct RowFault(string Code, string Message, string Remedy);
