using Dataface.Flags.Cleaner.Exits;

namespace Dataface.Flags.Cleaner.Files;

/// <summary>
/// Writes all files or none: first each new text beside its file, then each in its file's place. Whenever that is interrupted, a file is
/// the old one or the new one as a whole.
/// </summary>
internal static class FileWriter
{
    /// <exception cref="CleanerException">A file is not what it was when it was read.</exception>
    public static void Write(IReadOnlyList<FileChange> changes)
    {
        var staged = new List<Staged>();
        try
        {
            foreach (var change in changes) staged.Add(Stage(change));
            Replace(staged);
        }
        finally
        {
            foreach (var file in staged) File.Delete(file.New);
        }
    }

    /// <summary>A new text in the place of one file, at once.</summary>
    public static void Write(string path, byte[] bytes)
    {
        var temporary = path + ".dataface-flags-clean";
        using (var stream = File.Create(temporary))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        if (!OperatingSystem.IsWindows() && File.Exists(path)) File.SetUnixFileMode(temporary, File.GetUnixFileMode(path));
        File.Move(temporary, path, overwrite: true);
    }

    private static Staged Stage(FileChange change)
    {
        // A link stays one, and what it leads to changes.
        var path = File.ResolveLinkTarget(change.File.Path, returnFinalTarget: true)?.FullName ?? change.File.Path;
        var old = File.ReadAllBytes(path);
        if (!old.AsSpan().SequenceEqual(change.File.Bytes(change.File.Text)))
        {
            throw new CleanerException(CleanerExit.Failed, $"{path} has changed meanwhile. Nothing was changed. Run it again.");
        }

        var temporary = path + ".dataface-flags-clean-new";
        Write(temporary, change.File.Bytes(change.Text));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(temporary, File.GetUnixFileMode(path));
        return new(path, old, temporary);
    }

    private static void Replace(List<Staged> staged)
    {
        var done = 0;
        try
        {
            for (; done < staged.Count; done++) File.Move(staged[done].New, staged[done].Path, overwrite: true);
        }
        catch
        {
            while (done-- > 0) Write(staged[done].Path, staged[done].Old);
            throw;
        }
    }

    /// <summary>A file whose new text stands beside it.</summary>
    private readonly record struct Staged(string Path, byte[] Old, string New);
}
