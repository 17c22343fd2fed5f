using Dataface.Flags.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Database;

/// <summary>
/// Writes one transaction after another, each with all the writes that came during the one before, so that many share one wait for
/// the disk. Those of one are answered while the next is written. Thread-safe.
/// </summary>
/// <param name="connection">The one that writes; nobody else uses it.</param>
/// <param name="path">Its file, for messages.</param>
internal sealed class WriteQueue(SqliteConnection connection, string path) : IDisposable
{
    /// <summary>More do not save much, and all wait for the last.</summary>
    private const int MostAtOnce = 512;

    private readonly Lock _gate = new();
    private readonly Queue<IQueuedWrite> _waiting = [];
    private Task _writing = Task.CompletedTask;
    private Task _answering = Task.CompletedTask;
    private bool _isWriting;
    private bool _isClosed;

    /// <inheritdoc cref="SqliteDatabase.Begun"/>
    public event Action? Begun;

    /// <inheritdoc cref="SqliteDatabase.Committed"/>
    public event Action? Committed;

    /// <inheritdoc cref="SqliteDatabase.Answering"/>
    public event Action? Answering;

    /// <inheritdoc cref="SqliteDatabase.WriteAsync"/>
    public Task<T> AddAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var write = new QueuedWrite<T>(work, cancellationToken);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _waiting.Enqueue(write);
            if (!_isWriting) _writing = Task.Run(WriteAll, CancellationToken.None);
            _isWriting = true;
        }

        return write.AnswerAsync();
    }

    /// <summary>Takes no more, and returns when those that were taken are written.</summary>
    public void Dispose()
    {
        Task writing;
        lock (_gate) (_isClosed, writing) = (true, _writing);
        writing.GetAwaiter().GetResult();
        _answering.GetAwaiter().GetResult();
    }

    private void WriteAll()
    {
        while (Take() is { Count: > 0 } writes) Write(writes);
    }

    private List<IQueuedWrite> Take()
    {
        lock (_gate)
        {
            var taken = new List<IQueuedWrite>();
            while (taken.Count < MostAtOnce && _waiting.TryDequeue(out var write))
            {
                if (!write.IsGivenUp) taken.Add(write);
            }

            _isWriting = taken.Count > 0;
            return taken;
        }
    }

    private void Write(List<IQueuedWrite> writes)
    {
        var batch = new WriteBatch(connection, writes);
        try
        {
            batch.Begin();
            Begun?.Invoke();
        }
        catch (SqliteException failure)
        {
            batch.Fail(Told(failure));
            return;
        }

        if (batch.Commit() is { } lost)
        {
            // One that failed in the midst, or was too much for the disk, must not take the others with it.
            if (writes.Count > 1) writes.ForEach(write => Write([write]));
            else batch.Fail(Told(lost));
            return;
        }

        Answer(batch);
    }

    private void Answer(WriteBatch batch)
    {
        _answering.GetAwaiter().GetResult();
        try
        {
            Committed?.Invoke();
        }
        catch (Exception failure)
        {
            batch.Fail(failure);
            return;
        }

        // With nothing to write meanwhile, another thread would only have to be woken.
        if (IsAnyWaiting()) _answering = Task.Run(() => Confirm(batch));
        else Confirm(batch);
    }

    private void Confirm(WriteBatch batch)
    {
        try
        {
            Answering?.Invoke();
            batch.Answer(Told);
        }
        catch (Exception failure)
        {
            batch.Fail(failure);
        }
    }

    private bool IsAnyWaiting()
    {
        lock (_gate) return _waiting.Count > 0;
    }

    private Exception Told(Exception failure) => failure is SqliteException error ? SqliteTrouble.Of(path, error) : failure;
}
