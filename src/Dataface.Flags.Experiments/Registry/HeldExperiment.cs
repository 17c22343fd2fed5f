using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Readouts;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>One experiment as a journal's entries make it. Not thread-safe.</summary>
internal sealed class HeldExperiment(ExperimentRecord record)
{
    private readonly Dictionary<(string Metric, string Variant, DateOnly Cohort), KpiValue> _kpis = [];
    private readonly Dictionary<(string Variant, DateOnly Cohort), ExposureCount> _exposures = [];
    private readonly List<ExperimentAuditEntry> _audit = [];
    private long _excluded;
    private DateTimeOffset? _lastRefresh;

    public ExperimentRecord Record { get; private set; } = record;

    public IReadOnlyList<ExperimentAuditEntry> Audit => [.. _audit];

    public ExperimentData Data => new()
    {
        Kpis = [.. _kpis.Values],
        Exposures = [.. _exposures.Values],
        ExcludedUnits = _excluded,
        LastRefresh = _lastRefresh,
    };

    /// <summary>Notes what was done; <paramref name="record"/> is what came of it.</summary>
    public void Apply(RegistryEntry entry, ExperimentRecord record)
    {
        if (entry.Data is { } data) Take(data, entry);
        _audit.Add(RegistryAudit.Of(entry, entry.Action == RegistryAction.Create ? null : Record, record));
        Record = entry.Data is null ? record : record with { DataVersion = record.DataVersion + 1 };
    }

    private void Take(ExperimentData data, RegistryEntry entry)
    {
        if (entry.Action == RegistryAction.Results)
        {
            _kpis.Clear();
            _exposures.Clear();
        }

        foreach (var kpi in data.Kpis)
        {
            // An older value does not replace a newer one: files may be sent in any order.
            var place = (kpi.Metric, kpi.Variant, kpi.Cohort);
            if (!_kpis.TryGetValue(place, out var known) || known.RefreshedAt <= kpi.RefreshedAt) _kpis[place] = kpi;
        }

        foreach (var count in data.Exposures)
        {
            var place = (count.Variant, count.Cohort);
            if (!_exposures.TryGetValue(place, out var known) || known.Units < count.Units) _exposures[place] = count;
        }

        _excluded = entry.Action == RegistryAction.Results ? data.ExcludedUnits : Math.Max(_excluded, data.ExcludedUnits);
        _lastRefresh = entry.At;
    }
}

/// <summary>What an entry is in an experiment's audit.</summary>
internal static class RegistryAudit
{
    public static ExperimentAuditEntry Of(RegistryEntry entry, ExperimentRecord? before, ExperimentRecord after) => entry.Action switch
    {
        RegistryAction.Create => new() { At = entry.At, By = entry.By, Action = "create", After = Status(after) },
        RegistryAction.Document => new()
        {
            At = entry.At,
            By = entry.By,
            Action = "document",
            Reason = entry.Reason,
            Before = $"version {before!.Version}",
            After = $"version {after.Version}",
        },
        RegistryAction.Status => new()
        {
            At = entry.At,
            By = entry.By,
            Action = "status",
            Reason = entry.Reason,
            Before = Status(before!),
            After = Decided(after),
        },
        RegistryAction.Stable => new()
        {
            At = entry.At,
            By = entry.By,
            Action = "stable",
            Reason = "The data allow a decision.",
        },
        RegistryAction.Note => new() { At = entry.At, By = entry.By, Action = entry.Note!, Reason = entry.Reason, After = entry.After },
        RegistryAction.Results => new() { At = entry.At, By = entry.By, Action = "results", After = Rows(entry.Data!) },
        _ => new() { At = entry.At, By = entry.By, Action = "kpis", After = Rows(entry.Data!) },
    };

    private static string Status(ExperimentRecord record) => ExperimentWords.Statuses[record.Status];

    private static string Decided(ExperimentRecord record) =>
        record is { Status: Documents.ExperimentStatus.Decided, Decision: { } decision }
            ? $"decided: {ExperimentWords.Verdicts[decision.Verdict]}{Against(decision)}" : Status(record);

    private static string Against(Documents.DecisionRecord decision) => decision.Override is { } overridden
        ? $", against the recommendation to {ExperimentWords.Recommended(overridden.Recommended)}: {overridden.Reason}" : "";

    private static string Rows(ExperimentData data) => $"{data.Kpis.Count} values, {data.Exposures.Count} counts of exposed units";
}
