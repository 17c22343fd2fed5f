namespace Dataface.Flags.State;

/// <summary>Writes changes one group after another: what arrives while a group is being written makes up the next. Thread-safe.</summary>
/// <param name="lockAsync">Takes the lock under which a group is written.</param>
/// <param name="writeAsync">Writes a group and answers it; changes that are refused fail there, alone.</param>
internal sealed class GroupCommit(
    Func<CancellationToken, Task<IDisposable>> lockAsync, Func<IReadOnlyList<PendingChange>, Task> writeAsync) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private List<PendingChange> _waiting = [];
    private bool _isWriting;

    /// <summary>Adds a change and returns when it is written.</summary>
    public Task<RecordedChange> AddAsync(StateChange change, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new PendingChange(change, cancellationToken);
        lock (_gate)
        {
            _waiting.Add(pending);
            if (!_isWriting) _ = Task.Run(WriteAllAsync, CancellationToken.None);
            _isWriting = true;
        }

        return pending.AnswerAsync();
    }

    /// <summary>Ends the wait for the lock; a group that is being written is finished.</summary>
    public void Dispose() => _stop.Cancel();

    private async Task WriteAllAsync()
    {
        while (Take() is { Count: > 0 } group)
        {
            try
            {
                using var exclusive = await lockAsync(_stop.Token).ConfigureAwait(false);

                // Those who came during the wait; had it been in vain, they would have had their own.
                group.AddRange(Take(isLast: false));
                await writeAsync(group).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                foreach (var pending in group) pending.Fail(failure);
            }
        }
    }

    private List<PendingChange> Take(bool isLast = true)
    {
        lock (_gate)
        {
            var taken = _waiting;
            _waiting = [];
            if (isLast) _isWriting = taken.Count > 0;
            return taken;
        }
    }
}
