using Dataface.Flags.Sqlite.Database;
using Dataface.Flags.Sqlite.State;

namespace Dataface.Flags.Sqlite.Folder;

/// <summary>What is where in a server's data folder.</summary>
/// <param name="path">The folder.</param>
internal sealed class ServerFolder(string path)
{
    public string Path { get; } = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));

    public string Database => In(SqliteDatabase.FileName);

    public string Head => In(HeadFile.FileName);

    /// <summary>Where the files of older versions are kept.</summary>
    public string Aside => In("before-sqlite");

    /// <exception cref="FileNotFoundException">There is no database in the folder.</exception>
    public void ThrowIfNone()
    {
        if (!File.Exists(Database)) throw new FileNotFoundException(
            $"There is no database {Database}. Name a server's data folder with --data.", Database);
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);
}
