using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Folding;

/// <summary>Says whether a block may lose its braces.</summary>
internal static class Scopes
{
    /// <summary>Its names must mean nothing else around it, and what it disposes must not live longer.</summary>
    /// <param name="place">The statement that the block takes the place of, in its tree.</param>
    /// <param name="block">The block.</param>
    public static bool CanDissolve(StatementSyntax place, BlockSyntax block)
    {
        if (block.Statements.Any(s => s is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 }) && !IsLast(place)) return false;
        var names = new HashSet<string>(block.Statements.SelectMany(Declared), StringComparer.Ordinal);
        return names.Count == 0 || !Around(place).Any(t => names.Contains(t.ValueText));
    }

    /// <summary>The names that statements declare in the scope that they stand in.</summary>
    public static IEnumerable<string> Declared(StatementSyntax statement)
    {
        if (statement is LocalFunctionStatementSyntax function) return [function.Identifier.ValueText];
        return statement.DescendantNodesAndSelf(n =>
            n is not (BlockSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).SelectMany(n => n switch
        {
            VariableDeclaratorSyntax variable => [variable.Identifier.ValueText],
            SingleVariableDesignationSyntax designation => [designation.Identifier.ValueText],
            LabeledStatementSyntax label => [label.Identifier.ValueText],
            _ => Array.Empty<string>(),
        });
    }

    private static IEnumerable<SyntaxToken> Around(StatementSyntax place)
    {
        SyntaxNode scope = place.Parent switch
        {
            SwitchSectionSyntax section => section.Parent!,
            GlobalStatementSyntax global => global.Parent!,
            var parent => parent!,
        };

        // The body of a lambda or a method: its parameters, too.
        if (scope is BlockSyntax { Parent: { } owner and not StatementSyntax }) scope = owner;
        return scope.DescendantTokens().Where(t => t.IsKind(SyntaxKind.IdentifierToken) && !place.Span.Contains(t.Span));
    }

    private static bool IsLast(StatementSyntax place) => place.Parent is BlockSyntax block
        && block.Statements[block.Statements.Count - 1] == place;
}
