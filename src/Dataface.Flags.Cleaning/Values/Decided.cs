using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Values;

/// <summary>
/// Marks literals whose value a flag's end decided, so that only what they decide is folded and the author's own constants are not.
/// </summary>
internal static class Decided
{
    private const string Kind = "Dataface.Flags.Decided";

    /// <summary>A marked literal: a bool, string, int, long, double or decimal.</summary>
    public static ExpressionSyntax Literal(object value) => Mark(Write(value), value);

    public static ExpressionSyntax Mark(ExpressionSyntax expression, object value) =>
        expression.WithAdditionalAnnotations(new SyntaxAnnotation(Kind, Encode(value)));

    /// <summary>The value of an expression that is a marked literal, with or without parentheses.</summary>
    public static object? ValueOf(SyntaxNode? node)
    {
        if (node is not ExpressionSyntax expression) return null;
        expression = Parentheses.Strip(expression);
        if (!expression.ContainsAnnotations) return null;
        var data = expression.GetAnnotations(Kind).FirstOrDefault()?.Data;
        return data is null ? null : Decode(data);
    }

    public static bool Is(SyntaxNode? node, bool value) => ValueOf(node) is bool decided && decided == value;

    public static bool Any(SyntaxNode node) => node.ContainsAnnotations && node.GetAnnotatedNodes(Kind).Any();

    public static IEnumerable<ExpressionSyntax> In(SyntaxNode node) =>
        node.ContainsAnnotations ? node.GetAnnotatedNodes(Kind).OfType<ExpressionSyntax>() : [];

    private static ExpressionSyntax Write(object value) => value switch
    {
        bool on => SyntaxFactory.LiteralExpression(on ? SyntaxKind.TrueLiteralExpression : SyntaxKind.FalseLiteralExpression),
        string text => SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(text)),
        _ => SyntaxFactory.ParseExpression(Digits(value)),
    };

    private static string Digits(object value)
    {
        var digits = value is double real
            ? real.ToString("R", CultureInfo.InvariantCulture)
            : ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture);
        return value switch
        {
            long => digits + "L",
            decimal => digits + "m",
            double => digits.Any(c => c is '.' or 'E') ? digits : digits + ".0",
            _ => digits,
        };
    }

    private static string Encode(object value) => value switch
    {
        bool on => on ? "b1" : "b0",
        string text => "s" + text,
        int number => "i" + number.ToString(CultureInfo.InvariantCulture),
        long number => "l" + number.ToString(CultureInfo.InvariantCulture),
        decimal number => "m" + number.ToString(CultureInfo.InvariantCulture),
        double number => "d" + number.ToString("R", CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A value of type {value.GetType()} has no literal.", nameof(value)),
    };

    private static object Decode(string data) => (data[0], data.Substring(1)) switch
    {
        ('b', var bit) => bit == "1",
        ('i', var digits) => int.Parse(digits, CultureInfo.InvariantCulture),
        ('l', var digits) => long.Parse(digits, CultureInfo.InvariantCulture),
        ('m', var digits) => decimal.Parse(digits, CultureInfo.InvariantCulture),
        ('d', var digits) => double.Parse(digits, CultureInfo.InvariantCulture),
        (_, var text) => text,
    };
}
