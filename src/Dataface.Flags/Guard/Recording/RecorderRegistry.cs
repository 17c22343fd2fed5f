using System.Collections.Concurrent;

namespace Dataface.Flags.Guard.Recording;

/// <summary>The recorders of a client, one for each guarded rollout. Thread-safe.</summary>
/// <param name="key">Hashes the sources of units; null when that cannot be done for all instances alike.</param>
internal sealed class RecorderRegistry(SourceKey? key)
{
    private readonly ConcurrentDictionary<string, RolloutRecorder> _recorders = new(StringComparer.Ordinal);

    /// <summary>A treatment unit gave a signal of which one is enough.</summary>
    public event Action<RolloutRecorder, string>? AbortSignalled;

    /// <summary>The recorder of a rollout, which outlives snapshots.</summary>
    public RolloutRecorder Of(string rollout) => _recorders.GetOrAdd(rollout, id => new RolloutRecorder(id, Abort, key));

    /// <summary>Forgets rollouts that are over.</summary>
    public void Keep(IReadOnlySet<string> rollouts)
    {
        foreach (var id in _recorders.Keys)
        {
            if (!rollouts.Contains(id)) _recorders.TryRemove(id, out _);
        }
    }

    private void Abort(RolloutRecorder recorder, string signal) => AbortSignalled?.Invoke(recorder, signal);
}
