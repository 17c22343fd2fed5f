using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Layout;

/// <summary>Puts kept statements in the place of the statement that they stood in, with its indentation and all their comments.</summary>
internal static class Splice
{
    private static readonly SyntaxAnnotation Mark = new("Dataface.Flags.Splice");

    /// <summary>Whether a block is to be dissolved in the list that it comes to stand in.</summary>
    public static bool Is(SyntaxNode node) => node.HasAnnotation(Mark);

    /// <summary>
    /// What takes the place of a statement: one statement itself, or a block that is marked to be dissolved.
    /// </summary>
    /// <param name="place">The statement that goes, as it is in its tree.</param>
    /// <param name="before">Statements to run first.</param>
    /// <param name="kept">What is kept of it, with its rewritten content; null for nothing.</param>
    /// <param name="keptIndent">The indentation of the lines of what is kept.</param>
    /// <param name="dissolve">Whether a kept block may lose its braces.</param>
    /// <param name="comments">Comments around what is kept that would go with the braces.</param>
    public static StatementSyntax? Of(
        StatementSyntax place, IEnumerable<StatementSyntax> before, StatementSyntax? kept, string keptIndent, bool dissolve,
        IEnumerable<SyntaxTrivia>? comments = null)
    {
        var indent = Lines.IndentOf(place);
        var end = SyntaxFactory.EndOfLine(Lines.EndOf(place.SyntaxTree.GetRoot()));
        var statements = new List<StatementSyntax>(before.Select(s =>
            s.WithLeadingTrivia(SyntaxFactory.Whitespace(indent)).WithTrailingTrivia(end)));
        if (kept is BlockSyntax block && dissolve) statements.AddRange(Content(block, keptIndent, indent, comments ?? []));
        else if (kept is not null) statements.Add(Lines.Shift(kept, keptIndent, indent));
        if (statements.Count == 0) return null;

        Separate(statements, indent, end);
        statements[0] = statements[0].WithLeadingTrivia(Leading(place, statements[0]));
        var last = statements.Count - 1;
        statements[last] = statements[last].WithTrailingTrivia(Trailing(place, statements[last]));
        return statements.Count == 1 && statements[0] is not BlockSyntax
            ? statements[0]
            : kept is BlockSyntax && !dissolve && statements.Count == 1
                ? statements[0]
                : Braces(statements, indent, end).WithAdditionalAnnotations(Mark);
    }

    /// <summary>A block of its own for statements that come to stand where only one can.</summary>
    public static BlockSyntax Embed(BlockSyntax spliced, string indent, string step, string end)
    {
        var statements = spliced.Statements.Select((s, i) =>
        {
            var moved = Lines.Shift(s, indent, indent + step);
            if (i == 0) moved =
                moved.WithLeadingTrivia(
                    SyntaxFactory.TriviaList(WithoutFirstBlank(s.GetLeadingTrivia()).Append(SyntaxFactory.Whitespace(indent + step))));
            return moved.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia)
                ? moved : moved.WithTrailingTrivia(moved.GetTrailingTrivia().Add(SyntaxFactory.EndOfLine(end)));
        });
        return SyntaxFactory.Block(
            SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithLeadingTrivia(SyntaxFactory.Whitespace(indent))
                .WithTrailingTrivia(SyntaxFactory.EndOfLine(end)),
            SyntaxFactory.List(statements),
            SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithLeadingTrivia(SyntaxFactory.Whitespace(indent))
                .WithTrailingTrivia(SyntaxFactory.EndOfLine(end)));
    }

    private static IEnumerable<SyntaxTrivia> WithoutFirstBlank(SyntaxTriviaList leading) =>
        leading.Any(Lines.Stays) ? leading.SkipWhile(Lines.IsSpace).Take(leading.Count) : [];

    private static BlockSyntax Braces(List<StatementSyntax> statements, string indent, SyntaxTrivia end) => SyntaxFactory.Block(
        SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithLeadingTrivia(SyntaxFactory.Whitespace(indent)).WithTrailingTrivia(end),
        SyntaxFactory.List(statements),
        SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithLeadingTrivia(SyntaxFactory.Whitespace(indent)).WithTrailingTrivia(end));

    private static IEnumerable<StatementSyntax> Content(BlockSyntax block, string from, string to, IEnumerable<SyntaxTrivia> comments)
    {
        var statements = block.Statements.Select(s => Lines.Shift(s, from, to)).ToList();
        if (statements.Count == 0) return statements;
        var indent = SyntaxFactory.Whitespace(to);
        var end = SyntaxFactory.EndOfLine(Lines.EndOf(block));
        var above = comments.Concat(block.OpenBraceToken.TrailingTrivia.Where(Lines.IsComment)).SelectMany(c =>
            new[] { indent, c, end }).ToList();
        if (above.Count > 0) statements[0] = statements[0].WithLeadingTrivia(above.Concat(statements[0].GetLeadingTrivia()));

        // What stands before the closing brace, such as a last comment, goes behind the last statement.
        var below = block.CloseBraceToken.LeadingTrivia;
        if (below.Any(Lines.Stays))
        {
            var moved = new List<SyntaxTrivia>();
            foreach (var trivia in below) moved.Add(trivia.IsKind(SyntaxKind.WhitespaceTrivia) && trivia.ToString() == from
                ? indent : Lines.ShiftLeftOut(trivia, from, to));
            while (moved.Count > 0 && moved[moved.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia)) moved.RemoveAt(moved.Count - 1);
            var last = statements[statements.Count - 1];
            statements[statements.Count - 1] = last.WithTrailingTrivia(last.GetTrailingTrivia().AddRange(moved));
        }

        return statements;
    }

    /// <summary>Puts statements that stood on one line on lines of their own.</summary>
    private static void Separate(List<StatementSyntax> statements, string indent, SyntaxTrivia end)
    {
        for (var i = 1; i < statements.Count; i++)
        {
            if (statements[i - 1].GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia))
            {
                if (statements[i].GetLeadingTrivia().Count == 0) statements[i] =
                    statements[i].WithLeadingTrivia(SyntaxFactory.Whitespace(indent));
                continue;
            }

            var space = statements[i - 1].GetTrailingTrivia().Where(t => !t.IsKind(SyntaxKind.WhitespaceTrivia));
            statements[i - 1] = statements[i - 1].WithTrailingTrivia(space.Append(end));
            statements[i] = statements[i].WithLeadingTrivia(SyntaxFactory.Whitespace(indent));
        }
    }

    /// <summary>The lines above the statement that goes, then the comments of the one that comes.</summary>
    private static SyntaxTriviaList Leading(StatementSyntax place, StatementSyntax first)
    {
        var above = place.GetLeadingTrivia();
        var own = first.GetLeadingTrivia();
        if (!own.Any(Lines.Stays)) return above;
        var kept = above.Count > 0 && above.Last().IsKind(SyntaxKind.WhitespaceTrivia) ? above.RemoveAt(above.Count - 1) : above;
        return kept.AddRange(own.SkipWhile(t => t.IsKind(SyntaxKind.EndOfLineTrivia)));
    }

    private static SyntaxTriviaList Trailing(StatementSyntax place, StatementSyntax last)
    {
        var own = last.GetTrailingTrivia();
        if (own.Any(Lines.Stays)) return own.Any(SyntaxKind.EndOfLineTrivia) ? own : own.AddRange(place.GetTrailingTrivia());
        return place.GetTrailingTrivia();
    }
}
