using Dataface.Flags.Cleaning.Folding;
using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Cleaning;

/// <summary>Removes a flag from a solution's C# code and keeps one side of it. Immutable; thread-safe.</summary>
/// <param name="side">The flag, and what stays.</param>
/// <param name="mutation">A mistake to put in, for tests.</param>
internal sealed class FlagCleaner(FlagSide side, Mutation mutation = Mutation.None)
{
    /// <summary>Whether keys that are made at run time are taken to be other flags'. Default false: they are refused.</summary>
    public bool TrustsOtherKeys { get; init; }

    /// <summary>Cleans every project, or the files that are named.</summary>
    /// <param name="solution">The solution.</param>
    /// <param name="isInScope">Which files may change; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<CleanResult> CleanAsync(
        Solution solution, Func<Document, bool>? isInScope = null, CancellationToken cancellationToken = default)
    {
        var (refusals, uses, result) = (new List<Refusal>(), 0, solution);
        foreach (var id in solution.GetProjectDependencyGraph().GetTopologicallySortedProjects(cancellationToken).Reverse().ToList())
        {
            var project = result.GetProject(id)!;
            if (project.Language != LanguageNames.CSharp) continue;
            var cleaned = await new ProjectCleaner(project, side, mutation, TrustsOtherKeys, isInScope, NamedOutside(result, id), cancellationToken).CleanAsync().ConfigureAwait(false);
            refusals.AddRange(cleaned.Refusals);
            uses += cleaned.Uses;
            foreach (var (document, root) in cleaned.Roots)
            {
                result = root is null ? result.RemoveDocument(document) : result.WithDocumentSyntaxRoot(document, root);
            }
        }

        return new(result, [.. refusals.Distinct()], uses);
    }

    /// <summary>Whether other projects than one name something. Those that use it have been cleaned before.</summary>
    private static Func<string, bool> NamedOutside(Solution solution, ProjectId project) => name => solution.Projects
        .Where(p => p.Id != project && p.ProjectReferences.Any()).SelectMany(p => p.Documents)
        .Any(d => d.GetTextAsync().GetAwaiter().GetResult().ToString().Contains(name));
}
