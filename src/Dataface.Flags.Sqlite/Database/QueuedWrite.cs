using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Database;

/// <inheritdoc/>
internal sealed class QueuedWrite<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken) : IQueuedWrite
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public bool IsGivenUp => cancellationToken.IsCancellationRequested;

    public Task<T> AnswerAsync() => _answer.Task.WaitAsync(cancellationToken);

    public void Run(SqliteConnection connection) => _result = work(connection);

    public void Succeed() => _answer.TrySetResult(_result!);

    public void Fail(Exception failure)
    {
        _answer.TrySetException(failure);

        // Whoever gave up does not look at it.
        _ = _answer.Task.Exception;
    }
}
