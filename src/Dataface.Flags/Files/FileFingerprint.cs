namespace Dataface.Flags.Files;

/// <summary>What tells two states of a file apart without reading it; the default value is a file that does not exist.</summary>
internal readonly record struct FileFingerprint(string? Target, long Length, DateTime LastWriteUtc)
{
    public static FileFingerprint Of(string path)
    {
        try
        {
            var target = FinalTarget(path);
            var file = new FileInfo(target);
            return file.Exists ? new(target, file.Length, file.LastWriteTimeUtc) : default;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Replaced between two looks; the next look sees the new one.
            return default;
        }
    }

    /// <summary>The file behind links, those of its folder included.</summary>
    private static string FinalTarget(string path)
    {
        var file = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        var folder = Path.GetDirectoryName(file)!;
        var target = Directory.Exists(folder) ? Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName : null;
        return target is null ? file : Path.Combine(target, Path.GetFileName(file));
    }
}
