using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Dataface.Flags.Cleaning.Fixes;

/// <summary>
/// Removes one flag from a document, a project or the solution: the one whose fix was chosen, each use once, however many diagnostics it has.
/// </summary>
internal sealed class RemoveFlagFixAll : FixAllProvider
{
    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext) => Task.FromResult<CodeAction?>(CodeAction.Create(
        "Remove the flag everywhere", cancellation => CleanAsync(fixAllContext, cancellation), fixAllContext.CodeActionEquivalenceKey));

    private static async Task<Solution> CleanAsync(FixAllContext context, CancellationToken cancellation)
    {
        var diagnostics = new List<Diagnostic>();
        IEnumerable<Project> projects = context.Scope == FixAllScope.Solution ? context.Solution.Projects : [context.Project];
        foreach (var project in projects.Where(p => p.Language == LanguageNames.CSharp))
        {
            diagnostics.AddRange(context.Scope == FixAllScope.Document
                ? await context.GetDocumentDiagnosticsAsync(context.Document!).ConfigureAwait(false)
                : await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false));
        }

        var side = diagnostics.SelectMany(FlagDiagnostics.SidesOf).FirstOrDefault(s => $"{s.Key} {s.Variant}" == context.CodeActionEquivalenceKey);
        if (side is null) return context.Solution;
        Func<Document, bool>? isInScope = context.Scope switch
        {
            FixAllScope.Document => d => d.Id == context.Document!.Id,
            FixAllScope.Project => d => d.Project.Id == context.Project.Id,
            _ => null,
        };
        return (await new FlagCleaner(side).CleanAsync(context.Solution, isInScope, cancellation).ConfigureAwait(false)).Solution;
    }
}
