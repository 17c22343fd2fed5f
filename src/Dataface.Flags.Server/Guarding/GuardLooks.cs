using System.Collections.Concurrent;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Guarding;

/// <summary>
/// How guarded rollouts stand. Kept for as long as the evidence's own grain, since it is computed from the whole of it. Thread-safe.
/// </summary>
internal sealed class GuardLooks(ServerStorage storage, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Look> _last = new(StringComparer.Ordinal);

    /// <summary>How each guarded rollout of a snapshot stands.</summary>
    public async Task<IReadOnlyList<GuardStatus>> LookAsync(
        FlagSnapshot snapshot, string environment, FlagState state, CancellationToken cancellationToken)
    {
        if (_last.TryGetValue(environment, out var last) && ReferenceEquals(last.Snapshot, snapshot) && time.GetElapsedTime(last.At) < Age)
            return last.Statuses;
        var statuses = await GuardInspection.LookAsync(snapshot, environment, state, storage.Evidence, time.GetUtcNow(), cancellationToken);
        _last[environment] = new(snapshot, time.GetTimestamp(), statuses);
        return statuses;
    }

    private sealed record Look(FlagSnapshot Snapshot, long At, IReadOnlyList<GuardStatus> Statuses);
}
