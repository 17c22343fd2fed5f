using System.Text;
using Dataface.Flags.Files;

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

    /// <summary>Where the secret is until its key is made.</summary>
    private string Beside => Path + ".new";

    /// <summary>Writes the secret beside, on the disk when this returns.</summary>
    public void Write(string secret)
    {
        File.Delete(Beside);
        using var file = PrivateFiles.Open(Beside, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        file.Write(Encoding.UTF8.GetBytes(secret + "\n"));
        file.Flush(flushToDisk: true);
    }

    /// <summary>
    /// Gives the file its name when the key of what was written is made, at this start or at one that ended there; otherwise takes the
    /// secret back, which has become no key's.
    /// </summary>
    public void Settle(KeyRing keys)
    {
        if (!File.Exists(Beside)) return;
        if (keys.Find(File.ReadAllText(Beside).TrimEnd()) is null) File.Delete(Beside);
        else File.Move(Beside, Path);
        FolderSync.Flush(System.IO.Path.GetDirectoryName(Path)!);
    }
}
