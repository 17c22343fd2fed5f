using System.Buffers;
using System.Text;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>
/// The rules that every registry applies to experiments, wherever it keeps them. A registry of your own checks them before it keeps
/// anything, and merges data with <see cref="ExperimentData.With"/>. Pure; thread-safe.
/// </summary>
public static class RegistryRules
{
    private const int LongestId = 100;
    private const int LongestText = 4_000;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>The first record of a draft.</summary>
    /// <param name="draft">The draft; without an identifier it gets one from its name.</param>
    /// <param name="now">When it is added.</param>
    /// <exception cref="RefusalException">Something is missing or too long; the message says what.</exception>
    public static ExperimentRecord New(ExperimentDraft draft, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var id = draft.Id ?? IdOf(draft.Name);
        if (id.Length is 0 or > LongestId || id.AsSpan().ContainsAnyExcept(IdCharacters))
        {
            throw new RefusalException(
                RefusalKind.Malformed,
                $"The identifier '{id}' is empty, longer than {LongestId} characters, or has others than a-z, 0-9, '-', '_' and '.'. Write "
                + $"one such as 'checkout-one-page'.");
        }

        return new()
        {
            Id = id,
            Name = Text(draft.Name, "name"),
            Hypothesis = Text(draft.Hypothesis, "hypothesis"),
            Owner = Text(draft.Owner, "owner"),
            CreatedAt = now,
            Status = ExperimentStatus.Draft,
            Kpis = [.. draft.Kpis.Select(k => Text(k, "KPI")).Distinct(StringComparer.Ordinal)],
            Definition = draft.Definition,
        };
    }

    /// <summary>Refuses a document that could not be read later, and one that belongs to another experiment.</summary>
    /// <param name="draft">The draft; one without a document passes.</param>
    /// <exception cref="RefusalException">The message says what is wrong with it.</exception>
    public static void ThrowIfUnreadable(ExperimentDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft.Definition is not { } yaml) return;
        var (experiment, problem) = RegisteredDefinition.Check(yaml, "document");
        if (experiment is null) throw new RefusalException(RefusalKind.Malformed, $"The document cannot be read: {problem}");
        var id = draft.Id ?? IdOf(draft.Name);
        if (experiment.Id != id)
        {
            throw new RefusalException(
                RefusalKind.Malformed,
                $"The document is for '{experiment.Id}', not for '{id}'. Correct one of the two.");
        }

    }

    /// <summary>Refuses rows that no units can have: they would break every later evaluation of the experiment.</summary>
    /// <param name="record">The experiment.</param>
    /// <param name="data">The rows that were sent.</param>
    /// <param name="now">The time now: rows of future days are refused.</param>
    /// <exception cref="RefusalException">The message names the row and what is wrong with it.</exception>
    public static void ThrowIfDamaged(ExperimentRecord record, ExperimentData data, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(data);
        if (data.ExcludedUnits is < 0 or > RowRules.MostUnits)
        {
            throw new RefusalException(
                RefusalKind.Malformed,
                $"'excludedUnits' is {data.ExcludedUnits}. Write a whole number from 0 to {RowRules.MostUnits}.");
        }

        var written = RegisteredDefinition.Read(record.Definition, record.Id);
        foreach (var kpi in data.Kpis)
        {
            var fault = written is null
                ? record.Kpis.Contains(kpi.Metric) ? RowRules.Of(kpi, now) : RowRules.Unknown(kpi.Metric, record.Kpis)
                : RowRules.Of(kpi, written.Metrics, now);
            if (fault is { } wrong) throw Damaged(wrong, $"{kpi.Metric} of {kpi.Variant}", kpi.Cohort);
        }

        foreach (var count in data.Exposures)
        {
            if (RowRules.Of(count, now) is { } wrong) throw Damaged(wrong, $"exposed units of {count.Variant}", count.Cohort);
        }
    }

    /// <summary>The record after a step: with its new status, and its version incremented.</summary>
    /// <param name="record">The experiment as it is.</param>
    /// <param name="to">The new status.</param>
    /// <param name="now">When.</param>
    /// <exception cref="RefusalException">There is no such step.</exception>
    public static ExperimentRecord Move(ExperimentRecord record, ExperimentStatus to, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Move(record, new StatusChange(record.Id, to, "", ""), now);
    }

    /// <inheritdoc cref="Move(ExperimentRecord, ExperimentStatus, DateTimeOffset)"/>
    internal static ExperimentRecord Move(ExperimentRecord record, StatusChange change, DateTimeOffset now)
    {
        ThrowIfOutdated(record, change.ExpectedVersion);
        var words = ExperimentWords.Statuses;
        if (!ExperimentLifecycle.IsStep(record.Status, change.To))
        {
            throw new RefusalException(
                RefusalKind.NotPossible,
                $"The experiment '{record.Id}' is {words[record.Status]}, and does not go from there to {words[change.To]}.");
        }

        var isDecision = change.To == ExperimentStatus.Decided;
        return record with
        {
            Status = change.To,
            Version = record.Version + 1,
            Decision = isDecision ? change.Decision : record.Decision,
            DecidedAt = isDecision ? now : record.DecidedAt,
        };
    }

    /// <summary>The record with another document.</summary>
    /// <exception cref="RefusalException">It is no draft any more, or has changed meanwhile.</exception>
    internal static ExperimentRecord Replace(ExperimentRecord record, ExperimentDraft draft, long expectedVersion)
    {
        ThrowIfOutdated(record, expectedVersion);
        if (record.Status != ExperimentStatus.Draft)
        {
            throw new RefusalException(
                RefusalKind.NotPossible,
                $"The experiment '{record.Id}' is {ExperimentWords.Statuses[record.Status]}: what was agreed cannot change. Begin another "
                + $"experiment, or take an approved one back to draft.");
        }

        return New(draft, record.CreatedAt) with
        {
            Version = record.Version + 1,
            StableAt = record.StableAt,
            DataVersion = record.DataVersion
        };
    }

    /// <summary>Refuses changes to a decided experiment: the results that a decision rests on stay as they are.</summary>
    /// <param name="record">The experiment.</param>
    /// <exception cref="RefusalException">It is decided.</exception>
    public static void ThrowIfDecided(ExperimentRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Status >= ExperimentStatus.Decided)
        {
            throw new RefusalException(
                RefusalKind.NotPossible,
                $"The experiment '{record.Id}' is decided: the results that it rests on cannot change.");
        }

    }

    /// <summary>The refusal of a request for an experiment that does not exist.</summary>
    /// <param name="id">The identifier.</param>
    public static RefusalException NotFound(string id) =>
        new(RefusalKind.NotFound, $"There is no experiment '{id}'. GET /api/experiments lists them.");

    /// <summary>The refusal of a draft whose identifier is taken.</summary>
    /// <param name="id">The identifier.</param>
    public static RefusalException Exists(string id) =>
        new(RefusalKind.NotPossible, $"There is an experiment '{id}' already. Give this one another identifier.");

    /// <summary>The key that last edited a design, by what was done to the experiment; null when nobody has.</summary>
    internal static string? EditorOf(IReadOnlyList<ExperimentAuditEntry> audit) =>
        audit.LastOrDefault(entry => entry.Action is "create" or "document") is { } edit ? ClaimedName.KeyOf(edit.By) : null;

    private static RefusalException Damaged(RowFault fault, string what, DateOnly cohort) =>
        new(RefusalKind.Malformed, FormattableString.Invariant($"{fault.Code}: {what} on {cohort:O}: {fault.Message} {fault.Remedy}"));

    private static void ThrowIfOutdated(ExperimentRecord record, long? expected)
    {
        if (expected is { } version && version != record.Version)
        {
            throw new RefusalException(
                RefusalKind.NotPossible,
                $"Somebody has changed the experiment '{record.Id}' meanwhile. Read it again.");
        }

    }

    private static string IdOf(string name)
    {
        var id = new StringBuilder();
        foreach (var letter in name ?? "")
        {
            if (char.IsAsciiLetterOrDigit(letter)) id.Append(char.ToLowerInvariant(letter));
            else if (id.Length > 0 && id[^1] != '-') id.Append('-');
        }

        return id.ToString().Trim('-');
    }

    private static string Text(string? text, string what)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new RefusalException(RefusalKind.Malformed, $"The {what} is missing. Write it.");
        if (text.Length > LongestText || text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
        {
            throw new RefusalException(
                RefusalKind.Malformed,
                $"The {what} is longer than {LongestText} characters or has control characters. Shorten it, or leave them out.");
        }

        return text.Trim();
    }
}
