namespace Dataface.Flags.Files;

/// <summary>
/// What this product writes is for its own account: folders that it makes are 0700, files 0600. On Windows the folder above
/// decides. Files that are there already keep what they have, unless they are tightened.
/// </summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnersFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder, and those above it, unless they are there.</summary>
    public static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnersFolder);
    }

    /// <summary>Opens a file without a buffer; one that is made is private.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share) =>
        new(path, Options(mode, access, share));

    /// <inheritdoc cref="Open"/>
    public static FileStreamOptions Options(FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (mode != FileMode.Open && !OperatingSystem.IsWindows()) options.UnixCreateMode = OwnersFile;
        return options;
    }

    /// <summary>
    /// Takes the rights of other accounts from a folder and all that is in it, such as one that an older version has made.
    /// </summary>
    /// <returns>Why it could not be done, or null.</returns>
    public static string? Tighten(string folder)
    {
        if (OperatingSystem.IsWindows()) return null;
        try
        {
            Tighten(folder, OwnersFolder);
            foreach (var file in Directory.EnumerateFiles(folder)) Tighten(file, OwnersFile);
            return Directory.EnumerateDirectories(folder).Select(Tighten).FirstOrDefault(problem => problem is not null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"Other accounts may read what is in {folder}, and that could not be changed: {error.Message} "
                + $"Give the folder to the server's account, and take the others' rights: chmod -R go= {folder}";
        }
    }

    private static void Tighten(string path, UnixFileMode most)
    {
        if (OperatingSystem.IsWindows()) return;

        // A link leads to what is somebody else's business.
        if (File.ResolveLinkTarget(path, returnFinalTarget: false) is not null) return;
        var mode = File.GetUnixFileMode(path);
        if ((mode & ~most) != 0) File.SetUnixFileMode(path, mode & most);
    }
}
