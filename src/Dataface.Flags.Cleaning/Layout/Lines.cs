using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Dataface.Flags.Cleaning.Layout;

/// <summary>Indentation, line ends and comments of a file, as its author has them.</summary>
internal static class Lines
{
    /// <summary>The file's own line end.</summary>
    public static string EndOf(SyntaxNode root)
    {
        foreach (var trivia in root.DescendantTrivia())
        {
            if (trivia.IsKind(SyntaxKind.EndOfLineTrivia)) return trivia.ToString();
        }

        return "\n";
    }

    /// <summary>The white space that a node's line begins with.</summary>
    public static string IndentOf(SyntaxNode node)
    {
        var token = node.GetFirstToken();
        while (true)
        {
            var leading = token.LeadingTrivia;
            if (StartsLine(token)) return leading.Count > 0 && leading.Last().IsKind(SyntaxKind.WhitespaceTrivia)
                ? leading.Last().ToString() : "";
            token = token.GetPreviousToken();
            if (token.RawKind == 0) return "";
        }
    }

    /// <summary>Whether nothing but white space and comments stands before a token on its line.</summary>
    public static bool StartsLine(SyntaxToken token)
    {
        if (token.LeadingTrivia.Any(SyntaxKind.EndOfLineTrivia)) return true;
        var previous = token.GetPreviousToken(includeZeroWidth: true);
        return previous.RawKind == 0 || previous.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia) || previous.IsKind(SyntaxKind.None);
    }

    public static bool IsComment(SyntaxTrivia trivia) => trivia.Kind() is
        SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
        or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;

    /// <summary>Comments, directives, and the code that they leave out: what is never dropped around code that stays.</summary>
    public static bool Stays(SyntaxTrivia trivia) =>
        IsComment(trivia) || trivia.IsDirective || trivia.IsKind(SyntaxKind.DisabledTextTrivia);

    public static bool IsSpace(SyntaxTrivia trivia) => trivia.Kind() is SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia;

    /// <summary>Moves every line of a node from one indentation to another. Lines inside of a token, such as a text's, stay.</summary>
    public static T Shift<T>(T node, string from, string to)
        where T : SyntaxNode => from == to ? node : (T)new Shifter(from, to).Visit(node);

    /// <summary>Code that <c>#if</c> leaves out, moved like the code around it; as it is where a text may span its lines.</summary>
    public static SyntaxTrivia ShiftLeftOut(SyntaxTrivia trivia, string from, string to)
    {
        var text = trivia.ToString();
        if (!trivia.IsKind(SyntaxKind.DisabledTextTrivia) || text.Contains("@\"") || text.Contains("\"\"\"")) return trivia;
        var lines = text.Split('\n').Select(l => l.StartsWith(from, StringComparison.Ordinal) ? to + l.Substring(from.Length) : l);
        return SyntaxFactory.DisabledText(string.Join("\n", lines)).WithAdditionalAnnotations(DirectiveMarks.Of(trivia));
    }

    private sealed class Shifter(string from, string to) : CSharpSyntaxRewriter(visitIntoStructuredTrivia: false)
    {
        private bool _isLineStart = true;

        public override SyntaxToken VisitToken(SyntaxToken token)
        {
            var leading = token.LeadingTrivia;
            var moved = leading.Count == 0 ? leading : SyntaxFactory.TriviaList(leading.Select(Move));
            if (leading.Count > 0) token = token.WithLeadingTrivia(moved);
            _isLineStart = token.TrailingTrivia.Count > 0
                ? token.TrailingTrivia.Last().IsKind(SyntaxKind.EndOfLineTrivia) : token.Span.Length == 0 && _isLineStart;
            return token;
        }

        private SyntaxTrivia Move(SyntaxTrivia trivia)
        {
            if (_isLineStart && trivia.IsKind(SyntaxKind.WhitespaceTrivia) && trivia.ToString() is var space
                && space.StartsWith(from, StringComparison.Ordinal))
            {
                trivia = SyntaxFactory.Whitespace(to + space.Substring(from.Length));
            }

            trivia = ShiftLeftOut(trivia, from, to);
            _isLineStart = trivia.IsKind(SyntaxKind.EndOfLineTrivia) || trivia.IsDirective
                || trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia);
            return trivia;
        }
    }
}
