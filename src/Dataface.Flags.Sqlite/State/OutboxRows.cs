using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.State;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.State;

/// <summary>What is to be told to webhooks, written in the transaction of what it tells of.</summary>
internal static class OutboxRows
{
    /// <summary>Adds a record of the trail; none while there is no webhook, or when nobody is told of its kind.</summary>
    public static void Add(SqliteConnection connection, AuditRecord record)
    {
        if (record.Change.Action is StateAction.Refuse or StateAction.Checkpoint) return;
        connection.Execute("INSERT INTO outbox (record) SELECT $1 WHERE EXISTS (SELECT 1 FROM webhooks)", record.Sequence);
    }
}
