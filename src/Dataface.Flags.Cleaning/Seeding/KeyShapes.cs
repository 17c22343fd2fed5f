using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Seeding;

/// <summary>Says whether a text that the run makes can be a certain key, from the parts of it that are written.</summary>
internal static class KeyShapes
{
    public static bool MayBe(ExpressionSyntax expression, string key, SemanticModel model) =>
        Regex.IsMatch(key, $"^{Shape(expression, model)}$", RegexOptions.CultureInvariant | RegexOptions.Singleline);

    private static string Shape(ExpressionSyntax expression, SemanticModel model)
    {
        if (model.GetConstantValue(expression) is { HasValue: true, Value: string text }) return Regex.Escape(text);
        return expression switch
        {
            ParenthesizedExpressionSyntax inner => Shape(inner.Expression, model),
            BinaryExpressionSyntax sum when sum.IsKind(SyntaxKind.AddExpression) => Shape(sum.Left, model) + Shape(sum.Right, model),
            ConditionalExpressionSyntax choice => $"(?:{Shape(choice.WhenTrue, model)}|{Shape(choice.WhenFalse, model)})",
            InterpolatedStringExpressionSyntax interpolated => string.Concat(interpolated.Contents.Select(part => part switch
            {
                InterpolatedStringTextSyntax written => Regex.Escape(written.TextToken.ValueText),
                InterpolationSyntax { FormatClause: null, AlignmentClause: null } hole => Shape(hole.Expression, model),
                _ => ".*",
            })),
            _ => ".*",
        };
    }
}
