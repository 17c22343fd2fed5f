using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Events;

namespace Dataface.Flags.Server.Storage;

/// <summary>Keeps raw events, each once, and makes results of them. Thread-safe.</summary>
internal interface IEventStore
{
    /// <summary>Adds events, all or none; they are on the disk when this returns.</summary>
    /// <returns>How many were new.</returns>
    Task<int> AddAsync(IReadOnlyList<ExperimentEvent> events, CancellationToken cancellationToken);

    /// <summary>Puts the sums of an experiment's events into the registry.</summary>
    Task AggregateAsync(ExperimentDefinition definition, string environment, CancellationToken cancellationToken);
}
