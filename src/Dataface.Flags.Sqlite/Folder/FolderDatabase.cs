using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.Sqlite.Schema;
using Dataface.Flags.Sqlite.State;

namespace Dataface.Flags.Sqlite.Folder;

/// <summary>
/// The database of a data folder with its trail, opened so that nothing that was confirmed is forgotten, and nothing is changed where it
/// would be.
/// </summary>
internal sealed class FolderDatabase : IDisposable
{
    private readonly HeadFile _head;

    /// <param name="folder">Exists; nobody else writes to it.</param>
    /// <param name="isRecovering">Whether it may be older than what was confirmed.</param>
    /// <exception cref="IOException">It cannot be opened or written.</exception>
    /// <exception cref="InvalidDataException">It is damaged, gone, or not what was confirmed.</exception>
    public FolderDatabase(ServerFolder folder, bool isRecovering = false)
    {
        _head = new HeadFile(folder.Head);
        try
        {
            FileHeader.Check(folder.Database);
            if (!isRecovering) _head.Check(folder.Database, folder.Aside);
            Database = SqliteDatabase.Open(folder.Database);
            Trail = new SqliteTrail(Database, SqliteDatabase.FileName);
            _head.Follow(Trail, isRecovering);
            Database.Trust();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public SqliteDatabase Database { get; }

    public SqliteTrail Trail { get; }

    public void Dispose()
    {
        Database?.Dispose();
        _head.Dispose();
    }
}
