using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Folding;

/// <summary>Matches patterns with values that are known.</summary>
internal static class Patterns
{
    /// <summary>Whether a pattern matches a value; null when that is not known.</summary>
    public static bool? Match(PatternSyntax pattern, object value, SemanticModel model) => pattern switch
    {
        ConstantPatternSyntax constant => Equal(constant.Expression, value, model),
        DiscardPatternSyntax or VarPatternSyntax { Designation: DiscardDesignationSyntax or SingleVariableDesignationSyntax } => true,
        ParenthesizedPatternSyntax inner => Match(inner.Pattern, value, model),
        UnaryPatternSyntax not => !Match(not.Pattern, value, model),
        BinaryPatternSyntax both when both.IsKind(SyntaxKind.AndPattern) =>
            And(Match(both.Left, value, model), Match(both.Right, value, model)),
        BinaryPatternSyntax either => !And(!Match(either.Left, value, model), !Match(either.Right, value, model)),
        RelationalPatternSyntax relation => Compare(relation, value, model),
        TypePatternSyntax type => IsOf(type.Type, value, model),
        DeclarationPatternSyntax declaration => IsOf(declaration.Type, value, model),
        RecursivePatternSyntax { Type: null, PropertyPatternClause.Subpatterns.Count: 0, PositionalPatternClause: null } => true,
        _ => null,
    };

    /// <summary>Whether a constant, such as a case's, equals a value; null when it is no constant.</summary>
    public static bool? Equal(ExpressionSyntax expression, object value, SemanticModel model)
    {
        if (expression is DefaultExpressionSyntax || expression.IsKind(SyntaxKind.DefaultLiteralExpression)) return null;
        var constant = model.GetConstantValue(expression);
        if (!constant.HasValue) return null;
        if (constant.Value is null) return false;
        return IsNumber(value) && IsNumber(constant.Value) ? Order(value, constant.Value) == 0 : Equals(value, constant.Value);
    }

    private static bool? Compare(RelationalPatternSyntax relation, object value, SemanticModel model)
    {
        if (model.GetConstantValue(relation.Expression) is not { HasValue: true, Value: { } limit } || !IsNumber(limit)
            || !IsNumber(value)) return null;
        var order = Order(value, limit);
        return relation.OperatorToken.Kind() switch
        {
            SyntaxKind.LessThanToken => order < 0,
            SyntaxKind.LessThanEqualsToken => order <= 0,
            SyntaxKind.GreaterThanToken => order > 0,
            SyntaxKind.GreaterThanEqualsToken => order >= 0,
            _ => null,
        };
    }

    private static bool? IsOf(TypeSyntax type, object value, SemanticModel model) => model.GetTypeInfo(type).Type?.SpecialType switch
    {
        SpecialType.System_Object => true,
        SpecialType.System_String => value is string,
        SpecialType.System_Boolean => value is bool,
        SpecialType.System_Double => value is double,
        SpecialType.System_Int64 => value is long,
        SpecialType.System_Int32 => value is int,
        SpecialType.System_Decimal => value is decimal,
        _ => null,
    };

    private static bool? And(bool? left, bool? right) => left == false || right == false ? false : left is null || right is null
        ? null : true;

    private static bool IsNumber(object value) =>
        value is int or long or double or decimal or float or short or byte or uint or ulong or ushort or sbyte;

    private static int Order(object left, object right) => left is decimal || right is decimal
        || (left is not double && right is not double)
        ? Convert.ToDecimal(left, CultureInfo.InvariantCulture).CompareTo(Convert.ToDecimal(right, CultureInfo.InvariantCulture))
        : Convert.ToDouble(left, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(right, CultureInfo.InvariantCulture));
}
