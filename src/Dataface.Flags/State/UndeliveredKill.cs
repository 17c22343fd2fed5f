namespace Dataface.Flags.State;

/// <summary>A kill that its store does not have yet, and what keeps it beyond the process.</summary>
/// <param name="kept">Where it is kept; null for nowhere.</param>
/// <param name="isKept">Whether it is there already, from an earlier process.</param>
internal sealed class UndeliveredKill(StateChange change, KeptKills? kept, bool isKept)
{
    private readonly Lock _gate = new();
    private Task? _keeping = isKept ? Task.CompletedTask : null;
    private bool _isOver;

    public StateChange Change => change;

    /// <summary>Completes when it is on the disk, and fails when it cannot be; begins again after a failure.</summary>
    public Task KeepAsync()
    {
        if (kept is null) return Task.CompletedTask;
        lock (_gate)
        {
            if (_isOver) return Task.CompletedTask;
            if (_keeping is null or { IsFaulted: true }) _keeping = Task.Run(() => kept.Keep(change));
            return _keeping;
        }
    }

    /// <summary>Forgets it on the disk, too.</summary>
    public async Task EndAsync()
    {
        Task keeping;
        lock (_gate) (_isOver, keeping) = (true, _keeping ?? Task.CompletedTask);
        await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (kept is not null) await Task.Run(() => kept.End(change)).ConfigureAwait(false);
    }
}
