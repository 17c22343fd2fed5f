using Dataface.Flags.Cleaning.Layout;
using Dataface.Flags.Cleaning.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Folding;

/// <summary>Operators.</summary>
internal sealed partial class Folder
{
    public override SyntaxNode? VisitParenthesizedExpression(ParenthesizedExpressionSyntax node)
    {
        var inner = (ExpressionSyntax)Visit(node.Expression)!;
        if (inner == node.Expression) return node;
        return Parentheses.IsPrimary(inner) || Parentheses.TakesAny(node.Parent)
            ? Kept(inner, node)
            : node.WithExpression(inner);
    }

    public override SyntaxNode? VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        if (Constant(node) is { } value) return value;
        var operand = (ExpressionSyntax)Visit(node.Operand)!;
        if (node.IsKind(SyntaxKind.LogicalNotExpression) && Decided.ValueOf(operand) is bool decided) return Kept(Not(decided), node);
        return operand == node.Operand ? node : node.WithOperand(Parentheses.Around(operand));
    }

    public override SyntaxNode? VisitPostfixUnaryExpression(PostfixUnaryExpressionSyntax node)
    {
        var operand = (ExpressionSyntax)Visit(node.Operand)!;
        if (node.IsKind(SyntaxKind.SuppressNullableWarningExpression) && Decided.ValueOf(operand) is not null) return Kept(operand, node);
        return operand == node.Operand ? node : node.WithOperand(operand);
    }

    public override SyntaxNode? VisitCastExpression(CastExpressionSyntax node) => Constant(node) is { } value
        ? value : base.VisitCastExpression(node);

    public override SyntaxNode? VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        if (Constant(node) is { } value) return value;
        var (left, right) = ((ExpressionSyntax)Visit(node.Left)!, (ExpressionSyntax)Visit(node.Right)!);
        if (node.IsKind(SyntaxKind.CoalesceExpression) && Decided.ValueOf(left) is not null) return Kept(left, node);
        if ((left != node.Left || right != node.Right) && Same(node, left, right) is { } same) return Kept(Decided.Literal(same), node);
        if (IsOfBooleans(node) && Fold(node, left, right) is { } folded)
        {
            return Kept(folded is ParenthesizedExpressionSyntax inner && Parentheses.TakesAny(node.Parent)
                ? inner.Expression : folded, node);
        }

        return left == node.Left && right == node.Right ? node : node.WithLeft(left).WithRight(right);
    }

    /// <summary>What a boolean operator comes to when one side is decided; null when it stays.</summary>
    private ExpressionSyntax? Fold(BinaryExpressionSyntax node, ExpressionSyntax left, ExpressionSyntax right)
    {
        var (l, r) = (Decided.ValueOf(left) as bool?, Decided.ValueOf(right) as bool?);
        switch (node.Kind())
        {
            case SyntaxKind.LogicalAndExpression or SyntaxKind.BitwiseAndExpression:
                return Absorb(node, left, right, l, r, absorbing: false);
            case SyntaxKind.LogicalOrExpression or SyntaxKind.BitwiseOrExpression:
                return Absorb(node, left, right, l, r, absorbing: true);
            case SyntaxKind.ExclusiveOrExpression or SyntaxKind.NotEqualsExpression:
                return l is { } a ? (a ? Negated(right) : right) : r is { } b ? (b ? Negated(left) : left) : null;
            case SyntaxKind.EqualsExpression:
                return l is { } c ? (c ? right : Negated(right)) : r is { } d ? (d ? left : Negated(left)) : null;
            default:
                return null;
        }
    }

    /// <summary>And absorbs at false, or at true.</summary>
    private ExpressionSyntax? Absorb(
        BinaryExpressionSyntax node, ExpressionSyntax left, ExpressionSyntax right, bool? l, bool? r, bool absorbing)
    {
        var isShort = node.Kind() is SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression;
        if (l == !absorbing) return right;
        if (r == !absorbing) return left;
        if (l == absorbing) return isShort || _purity.IsPure(node.Right) ? left : null;
        if (r == absorbing && (_purity.IsPure(node.Left) || mutation == Mutation.LostEffect)) return right;

        // A left side that is decided after its effects: the right one never runs.
        return isShort && DecideAfterEffects(left) is { } after && after.Value == absorbing ? left : null;
    }

    /// <summary>What comparing a variable with itself gives, where a choice has come to the same variable; null for anything
    /// else.</summary>
    private bool? Same(BinaryExpressionSyntax node, ExpressionSyntax left, ExpressionSyntax right)
    {
        var (a, b) = (Parentheses.Strip(left), Parentheses.Strip(right));
        if (!IsVariable(a, node.SpanStart) || !SyntaxFactory.AreEquivalent(a, b)) return null;
        var type = model.GetTypeInfo(node.Left).Type?.SpecialType;
        var isExact = type is SpecialType.System_Boolean or SpecialType.System_String
            or (>= SpecialType.System_Char and <= SpecialType.System_Decimal);
        return !isExact ? null : node.Kind() switch
        {
            SyntaxKind.EqualsExpression or SyntaxKind.LessThanOrEqualExpression or SyntaxKind.GreaterThanOrEqualExpression => true,
            SyntaxKind.NotEqualsExpression or SyntaxKind.LessThanExpression or SyntaxKind.GreaterThanExpression => false,
            _ => null,
        };
    }

    /// <summary>Whether an expression names a local, a parameter or a field, which nothing changes between two reads.</summary>
    private bool IsVariable(ExpressionSyntax expression, int position) =>
        expression is IdentifierNameSyntax { Identifier.ValueText: var name }
        && model.LookupSymbols(position, name: name).Any(s => s is ILocalSymbol or IParameterSymbol or IFieldSymbol { IsVolatile: false });

    private bool IsOfBooleans(BinaryExpressionSyntax node) => IsBoolean(node.Left) && IsBoolean(node.Right);

    private bool IsBoolean(ExpressionSyntax expression) => model.GetTypeInfo(expression).Type?.SpecialType == SpecialType.System_Boolean;

    /// <summary>The literal of an operator whose operands are constants, one of them decided.</summary>
    private ExpressionSyntax? Constant(ExpressionSyntax node)
    {
        if (!Decided.In(node).Any(d => d != node) || Decided.ValueOf(node) is not null) return null;
        var constant = model.GetConstantValue(node);
        if (!constant.HasValue || constant.Value is not (bool or string or int or long or double or decimal)) return null;
        var value = mutation == Mutation.DroppedNegation && node.IsKind(SyntaxKind.LogicalNotExpression)
            ? !(bool)constant.Value : constant.Value;
        return Kept(Decided.Literal(value), node);
    }

    private ExpressionSyntax Not(bool value) => Decided.Literal(mutation == Mutation.DroppedNegation ? value : !value);

    private ExpressionSyntax Negated(ExpressionSyntax expression)
    {
        if (Decided.ValueOf(expression) is bool decided) return Not(decided);
        if (mutation == Mutation.DroppedNegation) return expression;
        var operand = Parentheses.Strip(expression);
        return operand is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not
            ? not.Operand
            : SyntaxFactory.PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, Parentheses.Around(operand.WithoutTrivia()));
    }

    /// <summary>An expression in the place of the one that it is kept of, without losing its own comments.</summary>
    private static ExpressionSyntax Kept(ExpressionSyntax kept, ExpressionSyntax place)
    {
        var (leading, trailing) = (kept.GetLeadingTrivia(), kept.GetTrailingTrivia());
        var before = leading.Any(Lines.IsComment) && kept.SpanStart != place.SpanStart
            ? place.GetLeadingTrivia().AddRange(leading) : place.GetLeadingTrivia();
        return kept.WithLeadingTrivia(before).WithTrailingTrivia(trailing.Any(Lines.IsComment) ? trailing : place.GetTrailingTrivia());
    }
}
