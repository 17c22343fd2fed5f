using Dataface.Flags.Cleaning.Running;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Dataface.Flags.Cleaning.Fixes;

/// <summary>Removes the chosen flag from a document, a project or the solution, however many diagnostics it has there.</summary>
internal sealed class RemoveFlagFixAll : FixAllProvider
{
    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() =>
        [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext) => Task.FromResult<CodeAction?>(CodeAction.Create(
        "Remove the flag everywhere", cancellation => CleanAsync(fixAllContext, cancellation), fixAllContext.CodeActionEquivalenceKey));

    private static async Task<Solution> CleanAsync(FixAllContext context, CancellationToken cancellation)
    {
        if (context.CodeActionEquivalenceKey?.Split([' '], 2) is not [var key, _]) return context.Solution;
        var sides = await OfferedSides.OfAsync(context.Project, cancellation).ConfigureAwait(false);
        if (sides?.Of(key).FirstOrDefault(s =>
            RemoveFlagFix.KeyOf(s) == context.CodeActionEquivalenceKey) is not { } side) return context.Solution;
        Func<Document, bool>? isInScope = context.Scope switch
        {
            FixAllScope.Document => d => d.Id == context.Document!.Id,
            FixAllScope.Project => d => d.Project.Id == context.Project.Id,
            _ => null,
        };
        return (await new FlagCleaner(side).CleanAsync(context.Solution, isInScope, cancellation).ConfigureAwait(false)).Solution;
    }
}
