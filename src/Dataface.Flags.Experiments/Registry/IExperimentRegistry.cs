using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;

namespace Dataface.Flags.Experiments.Registry;

/// <summary>
/// Where experiments, their status and their data are kept. Thread-safe. An operation has happened when its task has ended, and survives a
/// restart. Failures of the store are its own exceptions (<see cref="IOException"/> and the like).
/// </summary>
public interface IExperimentRegistry
{
    /// <summary>All experiments that the caller may see, by identifier in ordinal order.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<ExperimentRecord>> ListAsync(CancellationToken cancellation = default);

    /// <summary>One experiment; null when there is none of that identifier.</summary>
    /// <param name="id">The experiment's identifier.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<ExperimentRecord?> FindAsync(string id, CancellationToken cancellation = default);

    /// <summary>Adds an experiment as a draft, from a name and a hypothesis or from a whole document.</summary>
    /// <param name="draft">What is known of it.</param>
    /// <param name="by">Who adds it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RefusalException">There is one of that identifier; nothing was changed.</exception>
    /// <exception cref="RefusalException">Something is missing or too long, or the document cannot be read; nothing was
    /// changed.</exception>
    Task<ExperimentRecord> CreateAsync(ExperimentDraft draft, string by, CancellationToken cancellation = default);

    /// <summary>Takes an experiment a step on.</summary>
    /// <param name="id">The experiment's identifier.</param>
    /// <param name="status">The status that it is to have.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RefusalException">There is no such experiment.</exception>
    /// <exception cref="RefusalException">The step is refused; the message says why, and nothing was changed.</exception>
    Task<ExperimentRecord> ChangeStatusAsync(
        string id, ExperimentStatus status, string by, string reason, CancellationToken cancellation = default);

    /// <summary>
    /// Adds data. A row for a variant, metric and cohort that are there replaces it, so that sending the same twice changes nothing.
    /// </summary>
    /// <param name="id">The experiment's identifier.</param>
    /// <param name="kpis">Values of metrics.</param>
    /// <param name="exposures">Counts of exposed units.</param>
    /// <param name="by">Who sends them.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RefusalException">There is no such experiment.</exception>
    /// <exception cref="RefusalException">It is decided already; nothing was changed.</exception>
    /// <exception cref="RefusalException">
    /// A row is of an unknown metric, of a day or time to come, or has counts or sums that no units can have; the message names it, and
    /// nothing was changed.
    /// </exception>
    Task AddKpisAsync(
        string id, IReadOnlyList<KpiValue> kpis, IReadOnlyList<ExposureCount> exposures, string by,
        CancellationToken cancellation = default);

    /// <summary>All data of an experiment; <see cref="ExperimentData.Empty"/> when none came yet.</summary>
    /// <param name="id">The experiment's identifier.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RefusalException">There is no such experiment.</exception>
    Task<ExperimentData> LoadDataAsync(string id, CancellationToken cancellation = default);

    /// <summary>Notes that a load of data begins.</summary>
    /// <param name="job">The name of the load; of one experiment's data its identifier.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The entry's number, for <see cref="FinishRefreshAsync"/>.</returns>
    Task<long> StartRefreshAsync(string job, CancellationToken cancellation = default);

    /// <summary>Notes how a load of data ended.</summary>
    /// <param name="refresh">The entry's number.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="rows">The rows that were loaded.</param>
    /// <param name="failure">What went wrong; null for nothing.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task FinishRefreshAsync(long refresh, RefreshStatus status, long rows, string? failure, CancellationToken cancellation = default);

    /// <summary>The loads of data, the last one first.</summary>
    /// <param name="job">Of one job only; null for all.</param>
    /// <param name="limit">At most so many, above 0.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<RefreshEntry>> ReadRefreshLogAsync(string? job = null, int limit = 100, CancellationToken cancellation = default);

    /// <summary>What has been done to an experiment, the first first.</summary>
    /// <param name="id">The experiment's identifier.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RefusalException">There is no such experiment.</exception>
    Task<IReadOnlyList<ExperimentAuditEntry>> ReadAuditAsync(string id, CancellationToken cancellation = default);
}
