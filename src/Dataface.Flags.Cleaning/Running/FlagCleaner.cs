using Dataface.Flags.Cleaning.Folding;
using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Cleaning.Running;

/// <summary>Removes a flag from a solution's C# code and keeps one side of it. Immutable; thread-safe.</summary>
/// <param name="side">The flag, and what stays.</param>
/// <param name="mutation">A mistake to put in, for tests.</param>
internal sealed class FlagCleaner(KeptSide side, Mutation mutation = Mutation.None)
{
    /// <summary>Whether keys that are made at run time are taken to be other flags'. Default false: they are refused.</summary>
    public bool TrustsOtherKeys { get; init; }

    /// <summary>What is known of the solution's files already, where several flags go one after the other. Default: nothing.</summary>
    public UseIndex Index { get; init; } = new();

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
            var cleaned = await new ProjectCleaner(project, side, Index, mutation, TrustsOtherKeys, isInScope,
                await NamedOutsideAsync(result, id, cancellationToken).ConfigureAwait(false),
                cancellationToken).CleanAsync().ConfigureAwait(false);
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
    private static async Task<Func<string, bool>> NamedOutsideAsync(Solution solution, ProjectId project, CancellationToken cancellation)
    {
        var dependents = solution.GetProjectDependencyGraph().GetProjectsThatTransitivelyDependOnThisProject(project);
        var texts = new List<string>();
        foreach (var document in dependents.SelectMany(id => solution.GetProject(id)!.Documents))
        {
            texts.Add((await document.GetTextAsync(cancellation).ConfigureAwait(false)).ToString());
        }

        return name => texts.Any(text => text.Contains(name));
    }
}
