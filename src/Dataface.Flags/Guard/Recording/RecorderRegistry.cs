using System.Collections.Concurrent;

namespace Dataface.Flags.Guard.Recording;

/// <summary>The recorders of a client, one for each guarded rollout. Thread-safe.</summary>
/// <param name="abortOn">Is told when a treatment unit gives a signal of which one is enough.</param>
internal sealed class RecorderRegistry(Action<RolloutRecorder, string> abortOn)
{
    private readonly ConcurrentDictionary<string, RolloutRecorder> _recorders = new(StringComparer.Ordinal);

    /// <summary>The recorder of a rollout, which outlives snapshots.</summary>
    public RolloutRecorder Of(string rollout) => _recorders.GetOrAdd(rollout, id => new RolloutRecorder(id, abortOn));

    /// <summary>Forgets rollouts that are over.</summary>
    public void Keep(IReadOnlySet<string> rollouts)
    {
        foreach (var id in _recorders.Keys)
        {
            if (!rollouts.Contains(id)) _recorders.TryRemove(id, out _);
        }
    }
}
