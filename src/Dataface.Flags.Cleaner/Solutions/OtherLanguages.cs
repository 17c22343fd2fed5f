using System.Text.RegularExpressions;
using Dataface.Flags.Analyzers.Uses;
using Dataface.Flags.Cleaner.Choosing;
using Dataface.Flags.Cleaning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaner.Solutions;

/// <summary>
/// Files that are not C# and name the flag: pages, VB and F#. They are named, and left alone. Of pages that the solution compiles only
/// the tags are looked at here, because the code that is generated of them says what the rest means.
/// </summary>
internal sealed partial class OtherLanguages
{
    private static readonly string[] Pages = [".razor", ".cshtml"];
    private static readonly string[] Others = [".vb", ".fs"];
    private static readonly string[] Projects = [".vbproj", ".fsproj"];

    private readonly List<string> _files;
    private readonly HashSet<string> _compiled;
    private readonly HashSet<string> _members;
    private readonly Dictionary<string, bool> _related = new(StringComparer.Ordinal);

    private OtherLanguages(List<string> files, HashSet<string> compiled, HashSet<string> members) =>
        (_files, _compiled, _members) = (files, compiled, members);

    public static async Task<OtherLanguages> OfAsync(Solution solution, string folder, CancellationToken cancellation)
    {
        var (compiled, members) = (new HashSet<string>(StringComparer.OrdinalIgnoreCase), new HashSet<string>(StringComparer.Ordinal));
        foreach (var project in solution.Projects.Where(p => p.Language == LanguageNames.CSharp))
        {
            if (await project.GetCompilationAsync(cancellation) is not { } compilation) continue;
            if (FlagUseFinder.For(compilation) is { } finder) members.UnionWith(finder.Symbols.Names);
            compiled.UnionWith(compilation.SyntaxTrees.SelectMany(t => PagesOf(t, cancellation)));
        }

        return new([.. Below(folder, [.. Pages, .. Others])], compiled, members);
    }

    /// <summary>The places that name a flag's key, in files that have to do with flags.</summary>
    public IEnumerable<Refusal> Naming(string key)
    {
        string[] names = [$"\"{key}\"", $"'{key}'"];
        foreach (var path in _files)
        {
            var text = File.ReadAllText(path);
            var tags = Feature().Matches(text).Where(t => t.Groups["names"].Value.Split(',', StringSplitOptions.TrimEntries).Contains(key));
            var lines = tags.Select(t => text.AsSpan(0, t.Index).Count('\n'));
            if (!_compiled.Contains(path) && names.Any(n => text.Contains(n, StringComparison.Ordinal)) && IsRelated(path))
                lines = lines.Concat(text.Split('\n').Index().Where(l => names.Any(l.Item.Contains)).Select(l => l.Index));
            foreach (var line in lines.Distinct().Order()) yield return new(path, line + 1,
                $"It names the flag in {Path.GetExtension(path)[1..]}, which is not cleaned. Remove the flag here by hand first.");
        }
    }

    private static IEnumerable<string> Below(string folder, string[] extensions) =>
        extensions.SelectMany(extension => FlagFiles.Below(folder, "*" + extension)).Select(Path.GetFullPath);

    /// <summary>The pages that a file is generated of.</summary>
    private static IEnumerable<string> PagesOf(SyntaxTree tree, CancellationToken cancellation)
    {
        var directive = tree.GetRoot(cancellation).GetFirstDirective();
        for (; directive is not null; directive = directive.GetNextDirective())
        {
            if (directive is PragmaChecksumDirectiveTriviaSyntax { File.ValueText: var page }) yield return Path.GetFullPath(page);
        }
    }

    /// <summary>
    /// Whether a text can be a flag's key in a file: it is a page, or something in the folder of its project names the library or one of
    /// its members. Elsewhere a text that equals the key is only a text.
    /// </summary>
    private bool IsRelated(string path)
    {
        if (Pages.Contains(Path.GetExtension(path))) return true;
        var home = ProjectOf(path);
        if (!_related.TryGetValue(home, out var isRelated))
        {
            isRelated = Below(home, [Path.GetExtension(path), .. Projects]).Select(File.ReadAllText).Any(text =>
                text.Contains("Dataface.Flags", StringComparison.Ordinal) || _members.Any(text.Contains));
            _related[home] = isRelated;
        }

        return isRelated;
    }

    /// <summary>The tag of the library's own tag helper.</summary>
    [GeneratedRegex(@"<[\w:-]*feature\b[^>]*?\bname\s*=\s*[""'](?<names>[^""']*)[""']", RegexOptions.IgnoreCase)]
    private static partial Regex Feature();

    private static string ProjectOf(string path)
    {
        var home = Path.GetDirectoryName(path)!;
        for (var folder = home; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Directory.EnumerateFiles(folder, "*proj").Any()) return folder;
        }

        return home;
    }
}
