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
    /// <exception cref="InvalidDataException">There was one, which is gone.</exception>
    public void ThrowIfNone()
    {
        if (File.Exists(Database)) return;
        if (File.Exists(Head))
        {
            using var head = new HeadFile(Head);
            head.Check(Database, Aside);
        }

        throw None();
    }

    /// <exception cref="FileNotFoundException">No server has ever used the folder.</exception>
    public void ThrowIfUnused()
    {
        var isUsed = Directory.Exists(Path)
            && (File.Exists(Database) || File.Exists(Head) || Directory.Exists(Aside) || new OldFiles(this).Any);
        if (!isUsed) throw None();
    }

    /// <exception cref="InvalidDataException">A file to be written is in the folder, by whatever links its path goes.</exception>
    public void ThrowIfInside(string target)
    {
        var (own, written) = (Real(Path) + System.IO.Path.DirectorySeparatorChar, Real(System.IO.Path.GetFullPath(target)));
        var comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        if (written.StartsWith(own, comparison)) throw new InvalidDataException(
            $"{target} is in the data folder {Path}: it could take the place of the server's own files, and would be lost with them. "
            + "Write it to another folder.");
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Where a path leads when each link on it is followed.</summary>
    private static string Real(string path)
    {
        if (System.IO.Path.GetDirectoryName(path) is not { } above) return path;
        path = System.IO.Path.Combine(Real(above), System.IO.Path.GetFileName(path));
        if (!System.IO.Path.Exists(path)) return path;
        return File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? Real(target.FullName) : path;
    }

    private FileNotFoundException None() => new(
        $"There is no database {Database}. Name a server's data folder with --data.", Database);
}
