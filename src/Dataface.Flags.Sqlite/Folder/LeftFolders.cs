namespace Dataface.Flags.Sqlite.Folder;

/// <summary>
/// Folders for one run of a command, beside what it makes, named by it and 32 digits: they are left when it is ended midway.
/// </summary>
internal static class LeftFolders
{
    /// <summary>Longer than a command takes from one file to the next.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>A new name.</summary>
    /// <param name="path">What it is for; it stands in the same folder.</param>
    /// <param name="kind">How the name ends.</param>
    public static string Name(string path, string kind) => $"{path}.{Guid.NewGuid():N}{kind}";

    /// <summary>Removes those that were left an hour ago or longer.</summary>
    /// <inheritdoc cref="Name"/>
    public static void Sweep(string path, string kind)
    {
        var (above, name) = (Path.GetDirectoryName(path), Path.GetFileName(path));
        if (above is null || !Directory.Exists(above)) return;
        foreach (var left in Directory.EnumerateDirectories(above, $"{name}.*{kind}"))
        {
            var id = Path.GetFileName(left)[(name.Length + 1)..^kind.Length];
            if (Guid.TryParseExact(id, "N", out _) && DateTime.UtcNow - Directory.GetLastWriteTimeUtc(left) > Abandoned)
            {
                Directory.Delete(left, recursive: true);
            }
        }
    }
}
