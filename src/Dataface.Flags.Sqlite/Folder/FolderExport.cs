using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Schema;
using Dataface.Flags.Sqlite.State;
using Dataface.Flags.State;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Folder;

/// <summary>Writes the trail of a data folder as JSON lines, also while its server writes to it.</summary>
internal static class FolderExport
{
    private const int RecordsAtOnce = 256;

    /// <exception cref="FileNotFoundException">There is no database in the folder.</exception>
    public static void Write(ServerFolder folder, Stream target)
    {
        folder.ThrowIfNone();
        try
        {
            using var connection = SqliteConnections.OpenReader(folder.Database);
            SqliteMigrator.Refuse(folder.Database, connection);
            var last = 0L;
            while (TrailRows.After(connection, last, RecordsAtOnce) is { Count: > 0 } records)
            {
                foreach (var record in records)
                {
                    target.Write(AuditCodec.Write(record));
                    target.WriteByte((byte)'\n');
                }

                last = records[^1].Sequence;
            }
        }
        catch (SqliteException error)
        {
            throw SqliteTrouble.Of(folder.Database, error);
        }
    }
}
