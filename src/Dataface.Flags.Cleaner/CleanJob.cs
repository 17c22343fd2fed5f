using System.Text;
using Dataface.Flags.Cleaner.Choosing;
using Dataface.Flags.Cleaner.Editing;
using Dataface.Flags.Cleaner.Exits;
using Dataface.Flags.Cleaner.Files;
using Dataface.Flags.Cleaner.Output;
using Dataface.Flags.Cleaner.Solutions;
using Dataface.Flags.Cleaning;
using Dataface.Flags.Cleaning.Running;
using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Cleaner;

/// <summary>One run: chooses the sides, opens the solution, builds, cleans, builds again, and writes all or nothing.</summary>
internal sealed class CleanJob(CleanRequest request, TextWriter output, TextWriter error)
{
    private readonly List<Refusal> _refusals = [];

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        foreach (var target in new[] { request.Patch, request.Uses }.OfType<string>()) RequireFolder(target);
        var path = LoadedSolution.Find(request.Solution);
        var folder = Path.GetDirectoryName(path)!;
        if (request.Uses is { } list) return await WriteUsesAsync(path, list, cancellation);
        var files = FlagFiles.Read(request, folder);
        var sides = SideChoice.Of(request, files);
        if (sides.Count == 0) return Finish(sides, [], folder);

        Tell($"Opening {Path.GetFileName(path)}; this runs its build.");
        using var loaded = await LoadedSolution.OpenAsync(path, request.Configuration, cancellation);
        var before = await BuildCheck.CompileAsync(loaded.Solution, p => Tell($"Building {p}."), cancellation);
        if (before.Values.SelectMany(d => d).FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error) is { } broken)
        {
            throw new CleanerException(CleanerExit.Failed, $"The solution does not build, so that nothing can be proved: {broken}");
        }

        var cleaned = await CleanAsync(loaded.Solution, sides, folder, cancellation);
        var changes = await CodeChanges.OfAsync(loaded.Solution, cleaned, _refusals, cancellation);
        var documents = DocumentEdits.Of(files, sides, _refusals).ToList();
        if (_refusals.Count == 0) await ProveAsync(before, CodeChanges.WithDocuments(cleaned, documents), cancellation);
        return Finish(sides, [.. changes, .. documents], folder);
    }

    /// <summary>Lists uses, all flags' and by what the code means.</summary>
    private async Task<int> WriteUsesAsync(string path, string list, CancellationToken cancellation)
    {
        Tell($"Opening {Path.GetFileName(path)}; this runs its build.");
        using var loaded = await LoadedSolution.OpenAsync(path, request.Configuration, cancellation);
        var folder = Path.GetDirectoryName(path)!;
        var home = Path.GetDirectoryName(Path.GetFullPath(list))!;
        var json = UseList.ToJson(await UseList.OfAsync(loaded.Solution, cancellation), folder, home);
        FileWriter.Write(list, Encoding.UTF8.GetBytes(json));
        return CleanerExit.Ok;
    }

    private async Task<Solution> CleanAsync(Solution solution, IReadOnlyList<KeptSide> sides, string folder, CancellationToken cancellation)
    {
        var (index, others) = (new UseIndex(), await OtherLanguages.OfAsync(solution, folder, cancellation));
        foreach (var side in sides)
        {
            Tell($"Cleaning '{side.Key}', keeping '{side.Variant}'.");
            var cleaner = new FlagCleaner(side) { TrustsOtherKeys = request.OtherKeys, Index = index };
            var result = await cleaner.CleanAsync(solution, null, cancellation);
            _refusals.AddRange(result.Refusals);
            _refusals.AddRange(others.Naming(side.Key));
            solution = result.Solution;
        }

        return solution;
    }

    private async Task ProveAsync(Dictionary<ProjectId, List<Diagnostic>> before, Solution cleaned, CancellationToken cancellation)
    {
        var after = await BuildCheck.CompileAsync(cleaned, p => Tell($"Building {p} again."), cancellation);
        foreach (var diagnostic in BuildCheck.New(before, after))
        {
            _refusals.Add(Refusal.At(diagnostic.Location, Refusal.CauseOf(diagnostic)));
        }
    }

    private int Finish(IReadOnlyList<KeptSide> sides, List<FileChange> changes, string folder)
    {
        if (_refusals.Count > 0 || request.Check) return Report(sides, changes);
        if (request.Patch is { } patch)
        {
            if (changes.Find(c => !c.File.IsText) is { } wide) throw new CleanerException(CleanerExit.Refused,
                $"{wide.File.Path} is UTF-16 or UTF-32, which a patch cannot contain. Run without --patch, or save it as UTF-8.");
            using var bytes = new MemoryStream();
            Patch.Write(bytes, changes, RepositoryOf(folder));
            FileWriter.Write(patch, bytes.ToArray());
        }
        else
        {
            FileWriter.Write(changes);
        }

        return Report(sides, changes);
    }

    private int Report(IReadOnlyList<KeptSide> sides, List<FileChange> changes)
    {
        var code = _refusals.Count > 0 ? CleanerExit.Refused : request.Check && changes.Count > 0 ? CleanerExit.Found : CleanerExit.Ok;
        var report = new CleanReport(sides, [.. changes.Select(c => c.File.Path)], [.. _refusals.Distinct()],
            code == CleanerExit.Ok && !request.Check && request.Patch is null);
        if (request.Json) output.WriteLine(report.ToJson());
        else report.WriteTo(output, request);
        return code;
    }

    /// <summary>The folder that a patch's paths begin at: the repository's, or the solution's.</summary>
    private static string RepositoryOf(string folder)
    {
        for (var parent = new DirectoryInfo(folder); parent is not null; parent = parent.Parent)
        {
            if (Path.Exists(Path.Combine(parent.FullName, ".git"))) return parent.FullName;
        }

        return folder;
    }

    private static void RequireFolder(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (!Directory.Exists(folder))
            throw new CleanerException(CleanerExit.Failed, $"There is no folder {folder} for {file}. Make it, or name another file.");
        if (Directory.Exists(file)) throw new CleanerException(CleanerExit.Failed, $"{file} is a folder. Name a file.");
    }

    private void Tell(string text) => error.WriteLine(text);
}
