using System.Text.Json;
using System.Text.Json.Nodes;
using Dataface.Flags.Analyzers.Uses;
using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Cleaner.Solutions;

/// <summary>Where C# uses flags.</summary>
internal static class UseList
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task<List<(string Flag, string Path, int Line)>> OfAsync(Solution solution, CancellationToken cancellation)
    {
        var uses = new HashSet<(string Flag, string Path, int Line)>();
        foreach (var project in solution.Projects.Where(p => p.Language == LanguageNames.CSharp))
        {
            if (await project.GetCompilationAsync(cancellation) is not { } compilation
                || FlagUseFinder.For(compilation) is not { } finder) continue;
            foreach (var tree in compilation.SyntaxTrees)
            {
                foreach (var use in finder.In(compilation.GetSemanticModel(tree), cancellation).Where(u => u.Key is not null))
                {
                    var line = use.Location.GetLineSpan();
                    uses.Add((use.Key!, line.Path, line.StartLinePosition.Line + 1));
                }
            }
        }

        return [.. uses.OrderBy(u => u.Flag, StringComparer.Ordinal).ThenBy(u => u.Path, StringComparer.Ordinal).ThenBy(u => u.Line)];
    }

    public static string ToJson(List<(string Flag, string Path, int Line)> uses, string folder, string home) => new JsonObject
    {
        ["folder"] = Path.GetRelativePath(home, folder).Replace('\\', '/'),
        ["uses"] = new JsonArray([.. uses.Select(u => (JsonNode)new JsonObject
        {
            ["flag"] = u.Flag,
            ["path"] = Path.GetRelativePath(folder, u.Path).Replace('\\', '/'),
            ["line"] = u.Line,
        })]),
    }.ToJsonString(Indented);
}
