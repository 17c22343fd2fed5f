using Dataface.Flags.Experiments;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Experiments;

/// <summary>
/// Reliability overrides curiosity: no experiment begins while the objective that its flag's guard names is burning, spent or not measured.
/// By what the instances of the services have reported to this server. Thread-safe.
/// </summary>
internal sealed class ObjectiveGate(ServerStorage storage, EnvironmentClients clients, ExperimentFlags flags, TimeProvider time)
{
    /// <summary>Why an experiment may not begin now; null when it may, as far as objectives go.</summary>
    public async Task<string?> WhyNotAsync(ExperimentDefinition experiment, CancellationToken cancellationToken)
    {
        if (experiment.Flag is not { } key || clients.Definitions?.Flags.GetValueOrDefault(key)?.Guard is not { } guard) return null;
        if (guard is not { Objective: { } name, SloObjective: { } percent }) return null;
        var state = (await flags.NowAsync(cancellationToken)).State;
        var status = await ObjectiveWatch.InspectAsync(
            name, percent, flags.Environment, state, storage.Evidence, time.GetUtcNow(), cancellationToken);
        return status.Holds ? $"{ExperimentProblemCode.ObjectiveAtRisk}: {GuardSentences.Holds(status)}" : null;
    }
}
