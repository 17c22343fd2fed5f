using Dataface.Flags.Cleaner.Choosing;
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
        if (!Directory.Exists(folder)) throw new CleanerException(ExitCode.Failed, $"There is no solution {path}.");
        foreach (var pattern in new[] { "*.slnx", "*.sln", "*.csproj" })
        {
            var found = Directory.GetFiles(folder, pattern);
            if (found.Length == 1) return Path.GetFullPath(found[0]);
            if (found.Length > 1) throw new CleanerException(ExitCode.Usage,
                $"There are {found.Length} of {pattern} in {Path.GetFullPath(folder)}. Name one with --solution.");
        }

        throw new CleanerException(ExitCode.Usage, $"There is no solution in {Path.GetFullPath(folder)}. Name one with --solution.");
    }

    public static async Task<LoadedSolution> OpenAsync(string path, CancellationToken cancellation)
    {
        var workspace = MSBuildWorkspace.Create();
        var failures = new List<string>();
        using var _ = workspace.RegisterWorkspaceFailedHandler(failed =>
        {
            if (failed.Diagnostic.Kind == WorkspaceDiagnosticKind.Failure) lock (failures) failures.Add(failed.Diagnostic.Message);
        });
        var solution = path.EndsWith("proj", StringComparison.OrdinalIgnoreCase)
            ? (await workspace.OpenProjectAsync(path, cancellationToken: cancellation)).Solution
            : await workspace.OpenSolutionAsync(path, cancellationToken: cancellation);
        var real = failures.Where(f => !f.Contains(".fsproj", StringComparison.OrdinalIgnoreCase)).ToList();
        if (solution.Projects.Any() && real.Count == 0) return new(workspace, solution);
        workspace.Dispose();
        throw new CleanerException(ExitCode.Failed,
            $"The solution does not open: {string.Join(" ", real.DefaultIfEmpty("it has no projects."))} Run 'dotnet restore' and 'dotnet build' first.");
    }

    public void Dispose() => _workspace.Dispose();
}
