using Dataface.Flags.State;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.State;

/// <summary>Works out what the records come to: from the last stand on, or from the beginning.</summary>
internal static class TrailReading
{
    private const int RecordsAtOnce = 256;

    /// <exception cref="InvalidDataException">A record is not as it was written, or does not follow the one before.</exception>
    public static LedgerState Read(SqliteConnection connection, string source)
    {
        var state = StandRow.Read(connection, source) ?? new LedgerState(source);
        while (TrailRows.After(connection, state.Sequence, RecordsAtOnce) is { Count: > 0 } records)
        {
            foreach (var record in records)
            {
                if (record.Sequence != state.Sequence + 1 || record.PreviousHash != state.Head
                    || record.Hash != AuditCodec.HashOf(record)) throw TrailRows.Damaged(record.Sequence);
                state = state.After(record);
            }
        }

        return state;
    }
}
