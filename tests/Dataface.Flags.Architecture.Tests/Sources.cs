using System.Text.RegularExpressions;

namespace Dataface.Flags.Architecture.Tests;

/// <summary>The files of a project: which folder declares a type. A compiled assembly does not say it.</summary>
internal sealed partial class Sources
{
    private readonly Dictionary<string, Declared> _types = [];

    private Sources(string project)
    {
        foreach (var file in FilesOf(project))
        {
            var folder = FolderIn(project, file);
            var text = File.ReadAllText(file);
            var space = Namespace().Match(text).Groups[1].Value;
            foreach (Match match in Declaration().Matches(text))
                _types.TryAdd($"{space}.{match.Groups[2].Value}",
                    new(folder, space, match.Groups[2].Value, match.Groups[1].Value == "public "));
        }
    }

    /// <summary>A type that stands in no other type, where it stands, and whether everybody sees it.</summary>
    internal sealed record Declared(string Folder, string Namespace, string Name, bool IsPublic);

    public static string Root { get; } = FindRoot();

    public IReadOnlyCollection<Declared> Types => _types.Values;

    public static Sources Of(string project) => new(project);

    /// <summary>A project's files, without those that a build has made.</summary>
    public static IEnumerable<string> FilesOf(string project) =>
        Directory.EnumerateFiles(Path.Combine(Root, "src", project), "*.cs", SearchOption.AllDirectories)
            .Where(file => FolderIn(project, file).Split('/')[0] is not ("bin" or "obj"));

    /// <summary>The folder of a type by the full name of its outermost type, without the count of its type parameters; null if it
    /// is not ours.</summary>
    public string? FolderOf(string fullName)
    {
        var outermost = fullName.Split('+', '/')[0];
        return _types.GetValueOrDefault(outermost.Split('`')[0])?.Folder;
    }

    private static string FolderIn(string project, string file) =>
        Path.GetDirectoryName(Path.GetRelativePath(Path.Combine(Root, "src", project), file))!.Replace('\\', '/');

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Dataface.Flags.sln")))
            folder = folder.Parent
                ?? throw new InvalidOperationException("These tests read the sources, so they run in a clone of the repository.");
        return folder.FullName;
    }

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(
        @"^(public |internal |file )(?:(?:static|sealed|abstract|readonly|partial|unsafe|ref|new) )*"
        + @"(?:class|struct|record struct|record class|record|interface|enum|delegate [^\s]+) (\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
