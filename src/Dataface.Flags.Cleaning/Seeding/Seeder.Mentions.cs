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

    /// <summary>Keys that are listed for the library, outside of its calls. Another text that equals the key is only a text.</summary>
    private void Mentions(List<FlagUse> uses)
    {
        foreach (var text in model.SyntaxTree.GetRoot(cancellation).DescendantNodes().OfType<ExpressionSyntax>())
        {
            if (text is not (LiteralExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax)
                || !IsListed(text) || !side.Key.Equals(model.GetConstantValue(text, cancellation).Value)) continue;
            if (!uses.Any(u => u.Node.Contains(text))) Unlist(text);
        }
    }

    /// <summary>Whether an expression is added to, or stands in, a list that the library takes keys from.</summary>
    private bool IsListed(ExpressionSyntax text) => text.Parent switch
    {
        ArgumentSyntax argument => IsAddedToKeys(argument),
        ExpressionElementSyntax { Parent: CollectionExpressionSyntax list } => IsGivenToLibrary(list),
        InitializerExpressionSyntax { Parent: AssignmentExpressionSyntax } items => IsGivenToLibrary(items),
        InitializerExpressionSyntax { Parent: ExpressionSyntax list } => IsGivenToLibrary(list),
        _ => false,
    };

    private bool IsGivenToLibrary(ExpressionSyntax list) => list.Parent switch
    {
        AssignmentExpressionSyntax set => IsListOfKeys(set.Left),
        ParenthesizedExpressionSyntax inner => IsGivenToLibrary(inner),
        CastExpressionSyntax inner => IsGivenToLibrary(inner),
        ArgumentSyntax argument => IsAddedToKeys(argument),
        ForEachStatementSyntax loop when loop.Expression == list && loop.Statement is { } body => body.DescendantNodesAndSelf()
            .OfType<InvocationExpressionSyntax>().Any(c => c.Expression is MemberAccessExpressionSyntax { Expression: var added }
                && IsListOfKeys(added)),
        _ => false,
    };

    private bool IsAddedToKeys(ArgumentSyntax argument) => argument.Parent?.Parent is InvocationExpressionSyntax
    {
        Expression: MemberAccessExpressionSyntax { Expression: var list }
    } && IsListOfKeys(list);

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
