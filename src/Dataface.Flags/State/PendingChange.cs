namespace Dataface.Flags.State;

/// <summary>A change that waits for being written, and whoever waits for it.</summary>
internal sealed class PendingChange(StateChange change, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<RecordedChange> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StateChange Change => change;

    /// <summary>Nobody waits for it any more, so it is not begun.</summary>
    public bool IsGivenUp => cancellationToken.IsCancellationRequested;

    /// <summary>What is written for it; null when it had been recorded before.</summary>
    public AuditRecord? Record { get; set; }

    public Task<RecordedChange> AnswerAsync() => _answer.Task.WaitAsync(cancellationToken);

    /// <summary>Answers, unless it has failed before.</summary>
    public void Succeed(RecordedChange answer) => _answer.TrySetResult(answer);

    public void Fail(Exception failure)
    {
        _answer.TrySetException(failure);

        // Whoever gave up does not look at it.
        _ = _answer.Task.Exception;
    }
}
