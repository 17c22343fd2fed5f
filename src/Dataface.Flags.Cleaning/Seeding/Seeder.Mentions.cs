using Dataface.Flags.Analyzers.Uses;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Seeding;

/// <summary>Lists of keys, such as the declared ones, lose the flag's.</summary>
internal sealed partial class Seeder
{
    private void Reference(FlagUse use)
    {
        var node = (ExpressionSyntax)use.Node;
        if (node.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Key" } key) node = key;
        if (!Unlist(node)) _seeds.Refuse(use.Node,
            "It passes the flag's handle on, so that its uses are not known. Ask for the flag's value here.");
    }

    /// <summary>Texts that equal the key, outside of calls of the library.</summary>
    private void Mentions(List<FlagUse> uses)
    {
        foreach (var literal in model.SyntaxTree.GetRoot(cancellation).DescendantNodes().OfType<LiteralExpressionSyntax>())
        {
            if (!literal.IsKind(SyntaxKind.StringLiteralExpression) || literal.Token.ValueText != side.Key) continue;
            if (!uses.Any(u => u.Node.Contains(literal))) Unlist(literal);
        }
    }

    /// <summary>Takes a key out of a list; false when it stands in none.</summary>
    private bool Unlist(ExpressionSyntax key)
    {
        switch (key.Parent)
        {
            case ArgumentSyntax
            {
                Parent: ArgumentListSyntax
                {
                    Arguments.Count: 1,
                    Parent: InvocationExpressionSyntax
                    {
                        Expression: MemberAccessExpressionSyntax
                        {
                            Name.Identifier.ValueText: "Add",
                            Expression: var list
                        }, Parent: ExpressionStatementSyntax statement
                    }
                }
            }
                when IsListOfKeys(list):
                _seeds.Remove(statement);
                return true;
            case ExpressionElementSyntax { Parent: CollectionExpressionSyntax } element:
                _seeds.Remove(element);
                return true;
            case InitializerExpressionSyntax { Expressions.Count: > 1 } items when items.Kind()
                is SyntaxKind.ArrayInitializerExpression or SyntaxKind.CollectionInitializerExpression:
                _seeds.Remove(key);
                return true;
            default:
                return false;
        }
    }

    private bool IsListOfKeys(ExpressionSyntax list) =>
        model.GetSymbolInfo(list, cancellation).Symbol is IPropertySymbol { Name: "DeclaredKeys" or "Flags" } property
        && FlagSymbols.IsLibrary(property.ContainingAssembly?.Name);
}
