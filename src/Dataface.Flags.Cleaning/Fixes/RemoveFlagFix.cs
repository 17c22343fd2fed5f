using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Dataface.Flags.Cleaning.Fixes;

/// <summary>
/// "Remove flag 'checkout-v2', keep 'on'": offered where an analyzer says that a flag is decided, expires or has expired. The analyzer says
/// which sides there are; the fix removes the flag from the file, and its fix-all from the project or solution.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveFlagFix)), Shared]
public sealed class RemoveFlagFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => FlagDiagnostics.Ids;

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => new RemoveFlagFixAll();

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            foreach (var side in FlagDiagnostics.SidesOf(diagnostic))
            {
                var action = CodeAction.Create(
                    string.Format(CultureInfo.InvariantCulture, "Remove flag '{0}', keep '{1}'", side.Key, side.Variant),
                    cancellation => CleanAsync(context.Document, side, cancellation),
                    $"{side.Key} {side.Variant}");
                context.RegisterCodeFix(action, diagnostic);
            }
        }

        return Task.CompletedTask;
    }

    private static async Task<Solution> CleanAsync(Document document, FlagSide side, CancellationToken cancellation)
    {
        var result = await new FlagCleaner(side).CleanAsync(document.Project.Solution, d => d.Id == document.Id, cancellation).ConfigureAwait(false);
        return result.Solution;
    }
}
