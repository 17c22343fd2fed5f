using Dataface.Flags.Analyzers.Uses;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Seeding;

/// <summary>Gates go with the flag; what they hide goes, too, when the flag ends off.</summary>
internal sealed partial class Seeder
{
    private void Gate(FlagUse use)
    {
        if (side.Value is not bool)
        {
            _seeds.Refuse(
                use.Node, "A gate asks for a boolean flag, and this flag is not one: the gate is always shut. Remove it by hand.");
        }
        else if (AsksForMore(use))
        {
            _seeds.Refuse(use.Node, "The gate asks for several flags, or for one that is off. Change it by hand first.");
        }
        else if (use.Node is AttributeSyntax attribute)
        {
            if (side.IsOn) Remove(attribute);
            else if (attribute.Parent?.Parent is TypeDeclarationSyntax type && HasOtherParts(type)) _seeds.Refuse(attribute,
                $"Other parts of '{type.Identifier.ValueText}' would stay without their gate. Remove the type by hand first.");
            else if (attribute.Parent?.Parent is MemberDeclarationSyntax gated) _seeds.Remove(gated);
            else _seeds.Refuse(attribute, "What the flag gates here would go with it. Remove it by hand first.");
        }
        else if (use.Node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var builder } } call)
        {
            if (side.IsOn) Open(call, builder);
            else Shut(call);
        }
        else
        {
            _seeds.Refuse(use.Node, "The gate is not written as 'endpoint.RequireFlag(...)'. Use that form, or remove it by hand.");
        }
    }

    /// <summary>Whether a gate opens on other terms than that the one flag is on.</summary>
    private static bool AsksForMore(FlagUse use) => use.Node is AttributeSyntax attribute
        ? attribute.ArgumentList!.Arguments.Count(a => a.NameEquals is null) > 1
            || attribute.ArgumentList.Arguments.Any(a => a.NameEquals?.Name.Identifier.ValueText is "Negate" or "Requirement")
        : use.Member is { MethodKind: not MethodKind.Constructor, Name: not "RequireFlag" };

    private bool HasOtherParts(TypeDeclarationSyntax type) =>
        model.GetDeclaredSymbol(type, cancellation) is { DeclaringSyntaxReferences.Length: > 1 };

    private void Open(InvocationExpressionSyntax call, ExpressionSyntax builder)
    {
        if (call.Parent is ExpressionStatementSyntax statement && _purity.IsPure(builder)) _seeds.Remove(statement);
        else _seeds.Replace(call, old => ((MemberAccessExpressionSyntax)((InvocationExpressionSyntax)old).Expression).Expression
            .WithLeadingTrivia(old.GetLeadingTrivia()).WithTrailingTrivia(old.GetTrailingTrivia()));
    }

    /// <summary>An endpoint that never answers goes, and a group with its endpoints.</summary>
    private void Shut(InvocationExpressionSyntax call)
    {
        SyntaxNode chain = call;
        while (chain.Parent is MemberAccessExpressionSyntax or InvocationExpressionSyntax or ParenthesizedExpressionSyntax)
            chain = chain.Parent;
        switch (chain.Parent)
        {
            case ExpressionStatementSyntax statement:
                ShutOthers(call, statement);
                break;
            case EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax
                {
                    Parent.Parent: LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 } declaration
                } variable
            }
                when model.GetDeclaredSymbol(variable, cancellation) is { } local:
                var statements = References(variable, local)!.Select(r => (Reference: r, Statement: RootedAt(r))).ToList();
                if (statements.Find(s => s.Statement is null).Reference is { } other)
                {
                    _seeds.Refuse(other, "It uses endpoints that go with the flag. Remove that by hand first.");
                    break;
                }

                foreach (var mapped in statements.Select(s => s.Statement!).Distinct()) _seeds.Remove(mapped);
                _seeds.Remove(declaration);
                break;
            default:
                _seeds.Refuse(call, "What the flag gates here would go with it. Remove it by hand first.");
                break;
        }
    }

    /// <summary>A gate that is put on a local shuts all that is mapped on it.</summary>
    private void ShutOthers(InvocationExpressionSyntax call, ExpressionStatementSyntax statement)
    {
        var root = RootOf(call);
        var symbol = root is null ? null : model.GetSymbolInfo(root, cancellation).Symbol;
        var isOwnStatement = ((MemberAccessExpressionSyntax)call.Expression).Expression == root;
        if (!isOwnStatement) _seeds.Remove(statement);
        else if (symbol is not ILocalSymbol) _seeds.Refuse(call,
            "It gates endpoints that are mapped elsewhere. Remove them by hand first.");
        else
        {
            var all = References(root!, symbol)!;
            var declared = symbol.DeclaringSyntaxReferences[0].GetSyntax(cancellation) as VariableDeclaratorSyntax;
            if (all.Any(r => RootedAt(r) is null)
                || declared?.Parent?.Parent is not LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 } declaration)
            {
                _seeds.Refuse(call, "It gates endpoints that are used elsewhere. Remove them by hand first.");
                return;
            }

            foreach (var mapped in all.Select(r => RootedAt(r)!).Distinct()) _seeds.Remove(mapped);
            _seeds.Remove(declaration);
        }
    }

    /// <summary>The statement that is a chain of calls on a local.</summary>
    private static StatementSyntax? RootedAt(IdentifierNameSyntax reference)
    {
        SyntaxNode node = reference;
        while (node.Parent is MemberAccessExpressionSyntax access && access.Expression == node
            || node.Parent is InvocationExpressionSyntax call && call.Expression == node) node = node.Parent;
        return node == reference ? null : node.Parent as ExpressionStatementSyntax;
    }

    private static IdentifierNameSyntax? RootOf(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name,
        MemberAccessExpressionSyntax access => RootOf(access.Expression),
        InvocationExpressionSyntax call => RootOf(call.Expression),
        _ => null,
    };

    /// <summary>Removes an attribute, and its brackets with the last one.</summary>
    private void Remove(AttributeSyntax attribute)
    {
        var list = (AttributeListSyntax)attribute.Parent!;
        if (list.Attributes.Count > 1)
        {
            _seeds.Remove(attribute);
            return;
        }

        _seeds.Remove(list);
        _seeds.Replace(list.Parent!, WithoutMarkedLists);
    }

    /// <summary>The lines above a declaration, such as its documentation, stay when the first attribute goes.</summary>
    private static SyntaxNode WithoutMarkedLists(SyntaxNode declaration)
    {
        var marked = declaration.ChildNodes().OfType<AttributeListSyntax>().Where(Layout.Removal.Is).ToList();
        var leading = declaration.GetLeadingTrivia();
        return declaration.RemoveNodes(marked, SyntaxRemoveOptions.KeepNoTrivia)!.WithLeadingTrivia(leading);
    }
}
