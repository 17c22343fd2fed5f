namespace Dataface.Flags.Experiments;

/// <summary>Looks for the text of flag keys in source code of any language. Immutable; thread-safe.</summary>
/// <remarks>A comment counts, and a typed handle does not: for C#, <see cref="FoundUses"/> is more accurate.</remarks>
/// <param name="folder">
/// The folder whose code is searched, including its subfolders except those of build output, packages and version control.
/// </param>
public sealed class SourceScan(string folder) : IFlagSearch
{
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
        { ".cs", ".razor", ".cshtml", ".vb", ".fs", ".ts", ".tsx", ".js", ".jsx", ".vue", ".java", ".kt", ".swift", ".py", ".go", ".rb" };

    private static readonly HashSet<string> Skipped =
        new(StringComparer.OrdinalIgnoreCase) { "bin", "obj", "node_modules", "packages", "dist" };

    private Func<FileInfo, bool> _isSearched = file => Extensions.Contains(file.Extension);

    /// <inheritdoc/>
    public string Folder => folder;

    /// <summary>A scan of all but C#, where a better search has been.</summary>
    internal static SourceScan WithoutCSharp(string folder) => new(folder)
    {
        _isSearched = file => Extensions.Contains(file.Extension) && !file.Extension.Equals(".cs", StringComparison.OrdinalIgnoreCase),
    };

    /// <summary>The first place where code names a flag, such as <c>src/Checkout.cs(12)</c>; null when none does.</summary>
    /// <param name="flag">The flag's key; the search looks for it in quotation marks.</param>
    /// <exception cref="IOException">The folder or a file in it cannot be read.</exception>
    public string? Find(string flag)
    {
        ArgumentException.ThrowIfNullOrEmpty(flag);
        string[] quoted = [$"\"{flag}\"", $"'{flag}'", $"`{flag}`"];
        return Files(new DirectoryInfo(folder)).Select(file => Find(file, quoted)).FirstOrDefault(place => place is not null);
    }

    private IEnumerable<FileInfo> Files(DirectoryInfo directory) =>
        directory.EnumerateFiles().Where(_isSearched).OrderBy(f => f.Name, StringComparer.Ordinal)
            .Concat(directory.EnumerateDirectories().Where(d => d.Name[0] != '.' && d.LinkTarget is null && !Skipped.Contains(d.Name))
                .OrderBy(d => d.Name, StringComparer.Ordinal).SelectMany(Files));

    private string? Find(FileInfo file, string[] quoted)
    {
        var number = 0;
        foreach (var line in File.ReadLines(file.FullName))
        {
            number++;
            if (quoted.Any(q => line.Contains(q, StringComparison.Ordinal)))
                return $"{Path.GetRelativePath(folder, file.FullName).Replace('\\', '/')}({number})";
        }

        return null;
    }
}
