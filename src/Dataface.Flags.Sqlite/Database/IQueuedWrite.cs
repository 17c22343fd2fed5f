using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Database;

/// <summary>A write that waits for its turn, and whoever waits for it.</summary>
internal interface IQueuedWrite
{
    /// <summary>Nobody waits for it any more, so it is not begun.</summary>
    bool IsGivenUp { get; }

    /// <summary>Does it in the open transaction, and keeps what it gives; perhaps again, when the transaction came to nothing.</summary>
    void Run(SqliteConnection connection);

    /// <summary>It is on the disk: answers.</summary>
    void Succeed();

    /// <summary>It is not, and will not be.</summary>
    void Fail(Exception failure);
}
