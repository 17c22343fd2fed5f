using System.Globalization;
using Dataface.Flags.Cleaning.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Folding;

/// <summary>Interpolated texts.</summary>
internal sealed partial class Folder
{
    /// <summary>A decided value in a text becomes part of the text; a text without holes needs no dollar.</summary>
    public override SyntaxNode? VisitInterpolatedStringExpression(InterpolatedStringExpressionSyntax node)
    {
        var visited = (InterpolatedStringExpressionSyntax)base.VisitInterpolatedStringExpression(node)!;
        if (!visited.StringStartToken.IsKind(SyntaxKind.InterpolatedStringStartToken)
            || !visited.Contents.Any(c => Written(c) is not null)) return visited;
        var contents = visited.Contents.Select(c => Written(c) is { } text ? Text(text) : c).ToList();
        if (!contents.TrueForAll(c => c is InterpolatedStringTextSyntax)) return visited.WithContents(SyntaxFactory.List(contents));
        var plain = string.Concat(contents.Select(c => c.ToString())).Replace("{{", "{").Replace("}}", "}");
        return SyntaxFactory.ParseExpression($"\"{plain}\"").WithTriviaFrom(visited);
    }

    /// <summary>How a decided hole is written, the same in every culture; null for another one.</summary>
    private static string? Written(InterpolatedStringContentSyntax content)
    {
        if (content is not InterpolationSyntax { AlignmentClause: null, FormatClause: null, Expression: var expression }) return null;
        return Decided.ValueOf(expression) switch
        {
            bool on => on ? "True" : "False",
            int number when number >= 0 => number.ToString(CultureInfo.InvariantCulture),
            long number when number >= 0 => number.ToString(CultureInfo.InvariantCulture),
            string text when text.All(c => c is not ('"' or '\\' or '{' or '}') && !char.IsControl(c)) => text,
            _ => null,
        };
    }

    private static InterpolatedStringTextSyntax Text(string text) => SyntaxFactory.InterpolatedStringText(
        SyntaxFactory.Token(default, SyntaxKind.InterpolatedStringTextToken, text, text, default));
}
