namespace Dataface.Flags.Server.Keys;

/// <summary>Where the secret of the first key goes instead of the console: a file of its own, for the server's account alone.</summary>
/// <param name="path">The file, which must not be there yet.</param>
internal sealed class FirstKeyFile(string path)
{
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Refuses a file that is there, before a key is made that could not be written.</summary>
    /// <exception cref="InvalidDataException">The message says what to do.</exception>
    public void ThrowIfUnusable()
    {
        if (File.Exists(Path) || Directory.Exists(Path))
        {
            throw new InvalidDataException(
                $"The first key cannot be written to {Path}, which already exists. Move it away, or write another file after "
                + "--first-key-file.");
        }

        if (!Directory.Exists(System.IO.Path.GetDirectoryName(Path)))
        {
            throw new InvalidDataException(
                $"The first key cannot be written to {Path}: there is no such folder. Make it, or write another file after "
                + "--first-key-file.");
        }
    }

    /// <summary>Writes the secret, on the disk when this returns.</summary>
    public void Write(string secret)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(Path, options);
        using (var text = new StreamWriter(file, leaveOpen: true)) text.Write(secret + "\n");
        file.Flush(flushToDisk: true);
    }

    /// <summary>Takes a secret back that has become no key's.</summary>
    public void Remove() => File.Delete(Path);
}
