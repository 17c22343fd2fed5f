using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>
/// Where experiments, their status and their data are kept. Thread-safe. An operation is complete, and survives a restart, once its task
/// has ended. Failures of the store are reported as its own exceptions (<see cref="IOException"/> and the like).
/// </summary>
public interface IExperimentRegistry
{
    /// <summary>All experiments that the caller may see, by identifier in ordinal order.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<ExperimentRecord>> ListAsync(CancellationToken cancellation = default);

    /// <summary>One experiment; null when none has that identifier.</summary>
    /// <param name="id">The experiment's identifier.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<ExperimentRecord?> FindAsync(string id, CancellationToken cancellation = default);

    /// <summary>Adds an experiment as a draft, from a name and a hypothesis or from a whole document.</summary>
    /// <param name="draft">The details of the experiment.</param>
    /// <param name="by">Who adds it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RefusalException">The identifier is already in use; nothing was changed.</exception>
    /// <exception cref="RefusalException">Something is missing or too long, or the document cannot be read; nothing was
    /// changed.</exception>
    Task<ExperimentRecord> CreateAsync(ExperimentDraft draft, string by, CancellationToken cancellation = default);

    /// <summary>Moves an experiment one step further.</summary>
    /// <param name="id">The experiment's identifier.</param>
    /// <param name="status">The new status.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RefusalException">There is no such experiment.</exception>
    /// <exception cref="RefusalException">The step is refused; the message says why, and nothing was changed.</exception>
    Task<ExperimentRecord> ChangeStatusAsync(
        string id, ExperimentStatus status, string by, string reason, CancellationToken cancellation = default);

    /// <summary>
    /// Adds data. A row replaces an existing one for the same variant, metric and cohort, so that sending the same data twice changes
    /// nothing.
    /// </summary>
    /// <param name="id">The experiment's identifier.</param>
    /// <param name="kpis">Values of metrics.</param>
    /// <param name="exposures">Counts of exposed units.</param>
    /// <param name="by">Who sends them.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RefusalException">There is no such experiment.</exception>
    /// <exception cref="RefusalException">The experiment is already decided; nothing was changed.</exception>
    /// <exception cref="RefusalException">
    /// A row has an unknown metric, a future day or time, or counts or sums that no units can have; the message names it, and nothing was
    /// changed.
    /// </exception>
    Task AddKpisAsync(
        string id, IReadOnlyList<KpiValue> kpis, IReadOnlyList<ExposureCount> exposures, string by,
        CancellationToken cancellation = default);

    /// <summary>All data of an experiment; <see cref="ExperimentData.Empty"/> when there are none yet.</summary>
    /// <param name="id">The experiment's identifier.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RefusalException">There is no such experiment.</exception>
    Task<ExperimentData> LoadDataAsync(string id, CancellationToken cancellation = default);

    /// <summary>Records that a data load begins.</summary>
    /// <param name="job">The name of the load; for one experiment's data, its identifier.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The entry's number, for <see cref="FinishRefreshAsync"/>.</returns>
    Task<long> StartRefreshAsync(string job, CancellationToken cancellation = default);

    /// <summary>Records how a data load ended.</summary>
    /// <param name="refresh">The entry's number.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="rows">The rows that were loaded.</param>
    /// <param name="failure">What went wrong; null for nothing.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task FinishRefreshAsync(long refresh, RefreshStatus status, long rows, string? failure, CancellationToken cancellation = default);

    /// <summary>The data loads, latest first.</summary>
    /// <param name="job">Only the loads of this job; null for all.</param>
    /// <param name="limit">The maximum number of loads, above 0.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<RefreshEntry>> ReadRefreshLogAsync(string? job = null, int limit = 100, CancellationToken cancellation = default);

    /// <summary>What has been done to an experiment, oldest first.</summary>
    /// <param name="id">The experiment's identifier.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RefusalException">There is no such experiment.</exception>
    Task<IReadOnlyList<ExperimentAuditEntry>> ReadAuditAsync(string id, CancellationToken cancellation = default);
}
