namespace Dataface.Flags.Experiments.Yaml;

/// <summary>YAML files that are named one by one or by their folder.</summary>
internal static class YamlFiles
{
    private static readonly string[] Endings = [".yaml", ".yml"];

    /// <summary>The files' bytes. Of a folder all that end in .yaml or .yml, in ordinal order; not those of its folders.</summary>
    /// <exception cref="FileNotFoundException">A path is neither file nor folder, or a folder has no such file.</exception>
    public static IEnumerable<(string Source, ReadOnlyMemory<byte> Utf8Yaml)> Read(IEnumerable<string> paths) =>
        [.. Find(paths).Select(file => (file, (ReadOnlyMemory<byte>)File.ReadAllBytes(file)))];

    /// <summary>The files' names.</summary>
    /// <exception cref="FileNotFoundException">A folder has no such file.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths) => [.. paths.SelectMany(Named).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether a folder has such a file.</summary>
    public static bool IsAnyIn(string folder) => In(folder).Any();

    private static IEnumerable<string> In(string folder) =>
        Directory.EnumerateFiles(folder).Where(file => Endings.Contains(Path.GetExtension(file)));

    private static IEnumerable<string> Named(string path)
    {
        if (!Directory.Exists(path)) return [path];
        var files = In(path).Order(StringComparer.Ordinal).ToList();
        return files.Count > 0 ? files : throw new FileNotFoundException($"The folder {path} has no .yaml file.");
    }
}
