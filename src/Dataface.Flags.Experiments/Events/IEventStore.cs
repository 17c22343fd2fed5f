using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Events;

/// <summary>Keeps raw events, each once, and makes results of them. Thread-safe.</summary>
internal interface IEventStore
{
    /// <summary>Adds events, all or none; they are on the disk when this returns.</summary>
    /// <returns>How many were new.</returns>
    Task<int> AddAsync(IReadOnlyList<ExperimentEvent> events, CancellationToken cancellationToken);

    /// <summary>
    /// Makes results of an experiment's events, and puts them in the place of those before: one value for each unit, counted from its first
    /// exposure on,
    /// whenever its events came; then sums for each variant and day of first exposure. A unit that saw two variants is in none of them, and
    /// counted. Events count that were there when it was called. Without any exposure it leaves sums as they are that somebody has sent.
    /// </summary>
    /// <param name="definition">The experiment; it has a flag.</param>
    /// <param name="environment">Events of others do not count. With another than the last time, everything is made anew.</param>
    /// <param name="cancellationToken">Ends it; what was there before stays.</param>
    /// <exception cref="RefusalException">The experiment is decided, or there is none.</exception>
    Task AggregateAsync(ExperimentDefinition definition, string environment, CancellationToken cancellationToken);
}
