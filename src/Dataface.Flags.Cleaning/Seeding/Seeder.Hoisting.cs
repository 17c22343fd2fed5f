using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Seeding;

/// <summary>Effects of a use's arguments run before its statement, where nothing else would have run before them.</summary>
internal sealed partial class Seeder
{
    /// <summary>False, and a refusal, when effects would run at another time.</summary>
    private bool Hoist(InvocationExpressionSyntax call, List<ExpressionSyntax> effects)
    {
        if (effects.Count == 0) return true;
        if (FirstOf(call) is not { } statement)
        {
            _seeds.Refuse(effects[0],
                $"'{effects[0]}' may have effects, and cannot be kept at this place. Call it in a separate statement before.");
            return false;
        }

        var mark = new SyntaxAnnotation("Dataface.Flags.Hoist");
        _seeds.Hoists.Add(new(mark, effects));
        _seeds.Replace(statement, old => old.WithAdditionalAnnotations(mark));
        return true;
    }

    /// <summary>The statement in which an expression runs first, and always; null when there is none.</summary>
    private StatementSyntax? FirstOf(ExpressionSyntax expression)
    {
        SyntaxNode node = expression;
        while (node.Parent is { } parent)
        {
            switch (parent)
            {
                case ParenthesizedExpressionSyntax or PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax or CastExpressionSyntax
                    or EqualsValueClauseSyntax
                    or IsPatternExpressionSyntax or AwaitExpressionSyntax:
                case BinaryExpressionSyntax binary when binary.Left == node:
                case ConditionalExpressionSyntax choice when choice.Condition == node:
                case SwitchExpressionSyntax selector when selector.GoverningExpression == node:
                case MemberAccessExpressionSyntax access when access.Expression == node:
                case AssignmentExpressionSyntax { Left: IdentifierNameSyntax } assignment when assignment.IsKind(
                    SyntaxKind.SimpleAssignmentExpression) && assignment.Right == node:
                case VariableDeclaratorSyntax:
                case VariableDeclarationSyntax { Parent: LocalDeclarationStatementSyntax } declaration
                    when declaration.Variables[0] == node:
                    node = parent;
                    continue;
                case IfStatementSyntax { Parent: not ElseClauseSyntax } test when test.Condition == node:
                case ReturnStatementSyntax or LocalDeclarationStatementSyntax or ExpressionStatementSyntax or ThrowStatementSyntax:
                case SwitchStatementSyntax selection when selection.Expression == node:
                    return parent.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax ? (StatementSyntax)parent : null;
                case ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax called } list } argument
                    when list.Arguments[0] == argument && (called.Expression is IdentifierNameSyntax || IsTypeOrThis(called.Expression)):
                    node = called;
                    continue;
                default:
                    return null;
            }
        }

        return null;
    }

    private bool IsTypeOrThis(ExpressionSyntax called) => called is MemberAccessExpressionSyntax { Expression: var receiver }
        && (receiver is ThisExpressionSyntax or BaseExpressionSyntax
            || model.GetSymbolInfo(receiver, cancellation).Symbol is INamedTypeSymbol or INamespaceSymbol);
}
