using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Cleaner.Solutions;

/// <summary>Compiles the projects of a solution, and compares what the compiler says before and after.</summary>
internal static class BuildCheck
{
    public static async Task<Dictionary<ProjectId, List<Diagnostic>>> CompileAsync(
        Solution solution, Action<string> tell, CancellationToken cancellation)
    {
        var all = new Dictionary<ProjectId, List<Diagnostic>>();
        foreach (var project in solution.Projects.Where(p => p.SupportsCompilation))
        {
            tell(project.Name);
            var compilation = await project.GetCompilationAsync(cancellation);
            all[project.Id] = [.. compilation!.GetDiagnostics(cancellation).Where(d => d.Severity >= DiagnosticSeverity.Warning
                && !d.IsSuppressed)];
        }

        return all;
    }

    /// <summary>What is said more often than before, by project and code.</summary>
    public static IEnumerable<Diagnostic> New(Dictionary<ProjectId, List<Diagnostic>> before, Dictionary<ProjectId, List<Diagnostic>> after)
    {
        foreach (var (project, now) in after)
        {
            var known = before[project].GroupBy(Key).ToDictionary(g => g.Key, g => g.Count());
            foreach (var group in now.GroupBy(Key))
            {
                foreach (var diagnostic in group.Skip(known.GetValueOrDefault(group.Key))) yield return diagnostic;
            }
        }
    }

    private static string Key(Diagnostic diagnostic) => $"{diagnostic.Id} {diagnostic.Location.SourceTree?.FilePath}";
}
