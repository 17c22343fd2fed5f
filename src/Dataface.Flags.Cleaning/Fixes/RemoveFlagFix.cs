using System.Collections.Immutable;
using System.Composition;
using Dataface.Flags.Cleaning.Running;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Dataface.Flags.Cleaning.Fixes;

/// <summary>
/// "Remove flag 'checkout-v2', keep 'on'": offered where an analyzer reports that a flag is decided, expires or has expired. The fix
/// removes the flag from the file; its fix-all removes it from the project or the solution.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveFlagFix)), Shared]
public sealed class RemoveFlagFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["DFA0003", "DFA0004", "DFA0005"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => new RemoveFlagFixAll();

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await OfferedSides.OfAsync(context.Document.Project, context.CancellationToken).ConfigureAwait(false) is not { } sides) return;
        foreach (var diagnostic in context.Diagnostics)
        {
            foreach (var side in sides.At(diagnostic, context.CancellationToken))
            {
                var action = CodeAction.Create(
                    $"Remove flag '{side.Key}', keep '{side.Variant}'", cancellation =>
                        CleanAsync(context.Document, side, cancellation), KeyOf(side));
                context.RegisterCodeFix(action, diagnostic);
            }
        }
    }

    /// <summary>Tells the choices apart, so that fix-all does the chosen one.</summary>
    internal static string KeyOf(KeptSide side) => $"{side.Key} {side.Variant}";

    private static async Task<Solution> CleanAsync(Document document, KeptSide side, CancellationToken cancellation) =>
        (await new FlagCleaner(side).CleanAsync(document.Project.Solution,
            d => d.Id == document.Id, cancellation).ConfigureAwait(false)).Solution;
}
