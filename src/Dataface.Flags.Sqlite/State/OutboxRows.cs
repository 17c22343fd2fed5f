using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.State;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.State;

/// <summary>What is to be told to webhooks, written in the transaction of what it tells of.</summary>
internal static class OutboxRows
{
    /// <summary>Whether there is anybody to tell.</summary>
    public static bool AreRead(SqliteConnection connection) => connection.Value<long>("SELECT EXISTS (SELECT 1 FROM webhooks)") > 0;

    /// <summary>Adds a record of the trail, unless nobody is told of its kind.</summary>
    public static void Add(SqliteConnection connection, AuditRecord record)
    {
        if (record.Change.Action is StateAction.Refuse or StateAction.Checkpoint) return;
        connection.Execute("INSERT INTO outbox (record) VALUES ($1)", record.Sequence);
    }
}
