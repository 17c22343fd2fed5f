using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Values;

/// <summary>Parentheses: taken away where they are not needed any more, put where they are.</summary>
internal static class Parentheses
{
    public static ExpressionSyntax Strip(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax parenthesized) expression = parenthesized.Expression;
        return expression;
    }

    /// <summary>An expression that can stand anywhere.</summary>
    public static ExpressionSyntax Around(ExpressionSyntax expression) =>
        IsPrimary(expression) ? expression : SyntaxFactory.ParenthesizedExpression(expression.WithoutTrivia()).WithTriviaFrom(expression);

    public static bool IsPrimary(ExpressionSyntax expression) => expression is
        LiteralExpressionSyntax or IdentifierNameSyntax or GenericNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax
        or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax or ThisExpressionSyntax or InterpolatedStringExpressionSyntax
        or ObjectCreationExpressionSyntax or TypeOfExpressionSyntax or DefaultExpressionSyntax or TupleExpressionSyntax;

    /// <summary>Whether an expression of any kind can stand where a child of a node stands.</summary>
    public static bool TakesAny(SyntaxNode? parent) => parent is
        IfStatementSyntax or WhileStatementSyntax or DoStatementSyntax or ArgumentSyntax or EqualsValueClauseSyntax or ReturnStatementSyntax
        or ArrowExpressionClauseSyntax or ParenthesizedExpressionSyntax or SwitchStatementSyntax or WhenClauseSyntax
        or SwitchExpressionArmSyntax or ForStatementSyntax or ExpressionElementSyntax;
}
