using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Effects;

/// <summary>The parts of an expression that have effects, in the order in which they run, without what only works on their
/// results.</summary>
internal static class EffectList
{
    public static IEnumerable<ExpressionSyntax> Of(ExpressionSyntax expression, Purity purity, Func<InvocationExpressionSyntax,
        bool> isPureCall)
    {
        if (purity.IsPure(expression)) return [];
        return expression switch
        {
            ParenthesizedExpressionSyntax inner => Of(inner.Expression, purity, isPureCall),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not => Of(not.Operand, purity, isPureCall),
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure =>
                Of(sure.Operand, purity, isPureCall),
            InvocationExpressionSyntax call when isPureCall(call) => OfCall(call, purity, isPureCall),
            _ => [expression],
        };
    }

    /// <summary>The effects of a call's receiver and arguments.</summary>
    public static IEnumerable<ExpressionSyntax> OfCall(
        InvocationExpressionSyntax call, Purity purity, Func<InvocationExpressionSyntax, bool> isPureCall)
    {
        var receiver = call.Expression is MemberAccessExpressionSyntax member && !IsName(member.Expression)
            ? Of(member.Expression, purity, isPureCall) : [];
        return receiver.Concat(call.ArgumentList.Arguments.SelectMany(argument => Of(argument.Expression, purity, isPureCall)));
    }

    /// <summary>A statement that runs an expression for its effects.</summary>
    public static StatementSyntax ToStatement(ExpressionSyntax expression)
    {
        expression = expression.WithoutTrivia();
        var isStatement = expression is InvocationExpressionSyntax or AwaitExpressionSyntax or AssignmentExpressionSyntax
            or ObjectCreationExpressionSyntax
            or PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression }
            or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression };
        return isStatement
            ? SyntaxFactory.ExpressionStatement(expression)
            : SyntaxFactory.ParseStatement($"_ = {expression};");
    }

    private static bool IsName(ExpressionSyntax expression) =>
        expression is IdentifierNameSyntax or ThisExpressionSyntax or BaseExpressionSyntax;
}
