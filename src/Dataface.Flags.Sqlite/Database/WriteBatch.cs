using Dataface.Flags.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Database;

/// <summary>
/// Writes that share a transaction. One that fails before it has changed anything does not concern the others; one that fails behind that
/// ends the transaction, so that nothing of it stays.
/// </summary>
internal sealed class WriteBatch(SqliteConnection connection, IReadOnlyList<IQueuedWrite> writes)
{
    private readonly List<(IQueuedWrite Write, Exception? Failure)> _done = [];

    public void Begin() => connection.Execute("BEGIN IMMEDIATE");

    /// <summary>Runs them all, and returns when they are on the disk.</summary>
    /// <returns>Why nothing was kept of any of them; null when it was.</returns>
    public Exception? Commit()
    {
        try
        {
            foreach (var write in writes)
            {
                if (!write.IsGivenUp) _done.Add((write, Run(write)));
            }

            connection.Execute("COMMIT");
            return null;
        }
        catch (Exception failure)
        {
            connection.GiveUp();
            return failure;
        }
    }

    /// <summary>Answers all of them, each with its own failure.</summary>
    public void Answer(Func<Exception, Exception> told)
    {
        foreach (var (write, failure) in _done)
        {
            if (failure is null) write.Succeed();
            else write.Fail(told(failure));
        }
    }

    /// <summary>Answers those that have no answer yet with one failure.</summary>
    public void Fail(Exception failure)
    {
        foreach (var write in writes) write.Fail(failure);
    }

    /// <returns>Why it failed, alone; null when it did not.</returns>
    private Exception? Run(IQueuedWrite write)
    {
        var before = connection.Changes();
        try
        {
            write.Run(connection);
            return null;
        }
        catch (Exception failure) when (!connection.IsAutoCommit() && connection.Changes() == before)
        {
            return failure;
        }
    }
}
