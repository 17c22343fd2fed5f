using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>What a server needs of a registry beyond <see cref="IExperimentRegistry"/>. Thread-safe.</summary>
internal interface IExperimentStore : IExperimentRegistry
{
    /// <summary>Gives a draft another document.</summary>
    /// <exception cref="RefusalException">There is no such experiment.</exception>
    /// <exception cref="RefusalException">It is no draft any more, or somebody has changed it meanwhile; nothing was changed.</exception>
    Task<ExperimentRecord> ReplaceAsync(
        ExperimentDraft draft, long expectedVersion, string by, string reason, CancellationToken cancellation = default);

    /// <summary>Takes an experiment a step on, unless somebody has changed it since it was checked.</summary>
    /// <exception cref="RefusalException">There is no such experiment.</exception>
    /// <exception cref="RefusalException">The step is refused; nothing was changed.</exception>
    Task<ExperimentRecord> ChangeStatusAsync(StatusChange change, CancellationToken cancellation = default);

    /// <inheritdoc cref="IExperimentRegistry.AddKpisAsync"/>
    /// <param name="data">The data, units that are excluded too.</param>
    Task AddDataAsync(string id, ExperimentData data, string by, CancellationToken cancellation = default);

    /// <summary>Puts results in the place of all that are there.</summary>
    /// <exception cref="RefusalException">There is no such experiment.</exception>
    /// <exception cref="RefusalException">It is decided already, or the data are damaged; nothing was changed.</exception>
    Task ReplaceDataAsync(string id, ExperimentData data, string by, string reason, CancellationToken cancellation = default);

    /// <summary>Notes that data allow a decision now; the first time counts.</summary>
    Task MarkStableAsync(string id, CancellationToken cancellation = default);

    /// <summary>Puts into the audit what was done to an experiment elsewhere, such as to its flag; changes nothing of it.</summary>
    /// <exception cref="RefusalException">There is no such experiment.</exception>
    Task NoteAsync(ExperimentNote note, CancellationToken cancellation = default);

    /// <summary>What was done to all experiments, the last first: a seek, whatever there is before it.</summary>
    /// <param name="limit">At most so many, above 0.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<LatestAudit>> ReadLatestAuditAsync(int limit, CancellationToken cancellation = default);

    /// <inheritdoc cref="IExperimentRegistry.FinishRefreshAsync"/>
    /// <param name="lag">How old the newest data are now; null for unknown.</param>
    Task FinishRefreshAsync(
        long refresh, RefreshStatus status, long rows, string? error, TimeSpan? lag, CancellationToken cancellation = default);
}

/// <summary>An entry of the audit with the experiment that it is of.</summary>
/// <param name="Id">The experiment's identifier.</param>
/// <param name="Entry">The entry.</param>
internal sealed record LatestAudit(string Id, ExperimentAuditEntry Entry);

/// <summary>What was done to an experiment elsewhere.</summary>
/// <param name="Id">The experiment's identifier.</param>
/// <param name="Action">What, in one word: <see cref="Break"/> or <see cref="BreakFailed"/>.</param>
/// <param name="By">Who.</param>
/// <param name="Reason">Why.</param>
/// <param name="After">What is since.</param>
internal sealed record ExperimentNote(string Id, string Action, string By, string Reason, string After)
{
    /// <summary>A flag document that breaks it is put in force.</summary>
    public const string Break = "break";

    /// <summary>It was not, after all.</summary>
    public const string BreakFailed = "break-failed";
}

/// <summary>A step of an experiment.</summary>
/// <param name="Id">The experiment's identifier.</param>
/// <param name="To">The status that it is to have.</param>
/// <param name="By">Who does it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Decision">What was decided; null for other steps.</param>
/// <param name="ExpectedVersion">The version that was checked; null for any.</param>
internal sealed record StatusChange(
    string Id, ExperimentStatus To, string By, string Reason, DecisionRecord? Decision = null, long? ExpectedVersion = null);
