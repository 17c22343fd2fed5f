using System.Collections.Concurrent;
using Dataface.Flags.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Database;

/// <summary>Connections for reading, used again and again. Each read sees one moment, and keeps nobody from writing. Thread-safe.</summary>
internal sealed class ReaderPool(string path) : IDisposable
{
    private const int MostIdle = 8;

    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private volatile bool _isClosed;

    /// <inheritdoc cref="SqliteDatabase.Read"/>
    public T Read<T>(Func<SqliteConnection, T> work)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        var connection = _idle.TryTake(out var idle) ? idle : SqliteConnections.OpenReader(path);
        var isSound = false;
        try
        {
            connection.Execute("BEGIN");
            var result = work(connection);
            connection.Execute("ROLLBACK");
            isSound = true;
            return result;
        }
        finally
        {
            if (isSound && _idle.Count < MostIdle) _idle.Add(connection);
            else connection.Dispose();
            if (_isClosed) Dispose();
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        while (_idle.TryTake(out var connection)) connection.Dispose();
    }
}
