using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Schema;
using Microsoft.Data.Sqlite;

namespace Dataface.Flags.Sqlite.Database;

/// <summary>
/// The one file in which the server keeps everything. One connection writes, and what comes while it does is written together in the
/// next transaction; any number of others read, and keep nobody waiting. Errors of the database come as sentences
/// (<see cref="SqliteTrouble"/>). Thread-safe.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    /// <summary>What the file is called in a data folder.</summary>
    public const string FileName = "dataface-flags.db";

    private readonly SqliteConnection _writer;
    private readonly WriteQueue _writes;
    private readonly ReaderPool _readers;

    private SqliteDatabase(string path, SqliteConnection writer)
    {
        (Path, _writer) = (path, writer);
        _writes = new WriteQueue(writer, path);
        _readers = new ReaderPool(path);
    }

    public string Path { get; }

    /// <summary>
    /// Is told, on the thread that writes, that a transaction begins: what was drawn up for one that came to nothing is void.
    /// </summary>
    public event Action Begun
    {
        add => _writes.Begun += value;
        remove => _writes.Begun -= value;
    }

    /// <summary>Is told, on the thread that writes, that the transaction is on the disk. What it throws, all get that wait.</summary>
    public event Action Committed
    {
        add => _writes.Committed += value;
        remove => _writes.Committed -= value;
    }

    /// <summary>
    /// Is told behind that, and before anybody is answered; of one transaction after the other, while the next may already be at work.
    /// What it throws, all get that wait.
    /// </summary>
    public event Action Answering
    {
        add => _writes.Answering += value;
        remove => _writes.Answering -= value;
    }

    /// <summary>Opens the file and brings its tables up to date; makes it when there is none.</summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <exception cref="InvalidDataException">It is damaged, another application's, or of a newer version.</exception>
    /// <exception cref="IOException">It cannot be opened or written.</exception>
    /// <exception cref="TimeoutException">Another process keeps it locked.</exception>
    public static SqliteDatabase Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        SqliteConnection? writer = null;
        try
        {
            writer = SqliteConnections.OpenWriter(path);
            SqliteMigrator.Run(path, writer);
            return new(path, writer);
        }
        catch (SqliteException error)
        {
            writer?.Dispose();
            throw SqliteTrouble.Of(path, error);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw SqliteTrouble.Of(path, new SqliteException(error.Message, SQLitePCL.raw.SQLITE_CANTOPEN));
        }
        catch
        {
            writer?.Dispose();
            throw;
        }
    }

    /// <summary>
    /// What is in it has been checked: from now on it is emptied of its log when it is closed. Until then closing leaves everything as it
    /// was found, as evidence.
    /// </summary>
    public void Trust() => _writer.KeepLog(false);

    /// <summary>
    /// Writes, and returns when it is on the disk. When <paramref name="work"/> throws, nothing of it is kept, and the exception is
    /// given to the caller; others in the same transaction are not concerned.
    /// </summary>
    /// <param name="work">
    /// Is given the writing connection, in a transaction that it must not end. Quick, without waiting for anything; it may be run again,
    /// when the transaction came to nothing. What is refused is refused before anything is changed: whatever fails later ends the
    /// transaction, and each of the others has one of its own. A large amount is written in parts, so that a kill need not wait for it.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; what has begun is finished.</param>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken) =>
        _writes.AddAsync(work, cancellationToken);

    /// <summary>Reads what was on the disk when it began, on the caller's thread.</summary>
    /// <param name="work">Is given a connection of its own for as long as it runs. What it gives must not read on.</param>
    public T Read<T>(Func<SqliteConnection, T> work)
    {
        try
        {
            return _readers.Read(work);
        }
        catch (SqliteException error)
        {
            throw SqliteTrouble.Of(Path, error);
        }
    }

    /// <summary>As <see cref="Read"/>, on another thread.</summary>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken) =>
        Task.Run(() => Read(work), cancellationToken);

    /// <summary>Throws, saying why, when nothing could be written now; leaves nothing behind.</summary>
    /// <exception cref="IOException">The disk is full, or cannot be written.</exception>
    /// <exception cref="TimeoutException">Another process keeps the file locked.</exception>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        await Task.Run(() => DiskProbe.Run(Path), cancellationToken).ConfigureAwait(false);
        await WriteAsync(static connection => connection.Value<long>("SELECT count(*) FROM stand"), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Writes what was taken, and closes the file.</summary>
    public void Dispose()
    {
        _writes.Dispose();
        _readers.Dispose();
        _writer.Dispose();
    }
}
