using Dataface.Flags.Cleaner.Choosing;
using Dataface.Flags.Cleaner.Exits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.MSBuild;

namespace Dataface.Flags.Cleaner.Solutions;

/// <summary>A solution, opened by its build.</summary>
internal sealed class LoadedSolution : IDisposable
{
    private readonly MSBuildWorkspace _workspace;

    private LoadedSolution(MSBuildWorkspace workspace, Solution solution) => (_workspace, Solution) = (workspace, solution);

    public Solution Solution { get; }

    /// <summary>The solution or project that a path means, or the only one of the current folder.</summary>
    public static string Find(string? path)
    {
        if (path is not null && File.Exists(path)) return Path.GetFullPath(path);
        var folder = path ?? ".";
        if (!Directory.Exists(folder)) throw new CleanerException(CleanerExit.Failed, $"There is no solution {path}.");
        foreach (var pattern in new[] { "*.slnx", "*.sln", "*.csproj" })
        {
            var found = Directory.GetFiles(folder, pattern);
            if (found.Length == 1) return Path.GetFullPath(found[0]);
            if (found.Length > 1) throw new CleanerException(CleanerExit.Usage,
                $"There are {found.Length} of {pattern} in {Path.GetFullPath(folder)}. Name one with --solution.");
        }

        throw new CleanerException(CleanerExit.Usage, $"There is no solution in {Path.GetFullPath(folder)}. Name one with --solution.");
    }

    public static async Task<LoadedSolution> OpenAsync(string path, string configuration, CancellationToken cancellation)
    {
        var workspace = MSBuildWorkspace.Create(new Dictionary<string, string> { ["Configuration"] = configuration });
        var failures = new List<string>();
        using var _ = workspace.RegisterWorkspaceFailedHandler(failed =>
        {
            if (failed.Diagnostic.Kind == WorkspaceDiagnosticKind.Failure) lock (failures) failures.Add(failed.Diagnostic.Message);
        });
        var solution = path.EndsWith("proj", StringComparison.OrdinalIgnoreCase)
            ? (await workspace.OpenProjectAsync(path, cancellationToken: cancellation)).Solution
            : await workspace.OpenSolutionAsync(path, cancellationToken: cancellation);
        var real = failures.Where(f => !f.Contains(".fsproj", StringComparison.OrdinalIgnoreCase)).ToList();
        var closed = real.Count > 0 || !solution.Projects.Any()
            ? $"{string.Join(" ", real.DefaultIfEmpty("it has no projects."))} Run 'dotnet restore' and 'dotnet build "
                + $"-c {configuration}' first."
            : NotBuilt(solution, configuration);
        if (closed is null) return new(workspace, solution);
        workspace.Dispose();
        throw new CleanerException(CleanerExit.Failed, $"The solution does not open: {closed}");
    }

    /// <summary>
    /// An analyzer or generator of the solution's own is a file that only a build makes; without it, generated code is missing.
    /// </summary>
    private static string? NotBuilt(Solution solution, string configuration)
    {
        var missing = solution.Projects.SelectMany(p => p.AnalyzerReferences.Select(a => (p.Name, a.FullPath)))
            .FirstOrDefault(a => a.FullPath is not null && !File.Exists(a.FullPath));
        return missing.FullPath is null ? null
            : $"{missing.Name} uses {missing.FullPath}, which is not there. Run 'dotnet build "
                + $"-c {configuration}' first, or name the built configuration with --configuration.";
    }

    public void Dispose() => _workspace.Dispose();
}
