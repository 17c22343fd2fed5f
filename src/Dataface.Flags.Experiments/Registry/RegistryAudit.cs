using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Readouts;

namespace Dataface.Flags.Experiments.Registry;

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
        RegistryAction.Results => new()
        {
            At = entry.At,
            By = entry.By,
            Action = "results",
            Reason = entry.Reason,
            After = Rows(entry.Data!),
        },
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
