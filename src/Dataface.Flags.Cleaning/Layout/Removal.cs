using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Dataface.Flags.Cleaning.Layout;

/// <summary>Marks what is to go, and says what stays of the lines around it.</summary>
internal static class Removal
{
    private static readonly SyntaxAnnotation Mark = new("Dataface.Flags.Remove");

    public static T Of<T>(T node)
        where T : SyntaxNode => node.WithAdditionalAnnotations(Mark);

    public static bool Is(SyntaxNode node) => node.HasAnnotation(Mark);

    public static bool Any(SyntaxNode node) => node.ContainsAnnotations && node.GetAnnotatedNodes(Mark).Any();

    /// <summary>
    /// What stays of the trivia before a node that goes: an empty line, and comments that one parts from the node. Those right
    /// above it go with it.
    /// </summary>
    public static List<SyntaxTrivia> Carried(SyntaxTriviaList leading)
    {
        var kept = leading.ToList();
        if (leading.Any(t => t.IsDirective)) return kept.GetRange(0, kept.FindLastIndex(t => t.IsDirective) + 1);
        var end = kept.Count;
        while (end > 0 && !EndsWithEmptyLine(kept, end)) end--;
        return kept.GetRange(0, end);
    }

    /// <summary>Puts what stays of a node that goes before the next one.</summary>
    public static SyntaxTriviaList Before(IReadOnlyList<SyntaxTrivia> carried, SyntaxTriviaList next, bool isFirst)
    {
        var hasComment = carried.Any(Lines.Stays);
        if (!hasComment)
        {
            var beginsEmpty = next.Count > 0 && next[0].IsKind(SyntaxKind.EndOfLineTrivia);
            if (isFirst) return SyntaxFactory.TriviaList(next.SkipWhile(t => t.IsKind(SyntaxKind.EndOfLineTrivia)));
            return beginsEmpty || carried.Count == 0 ? next : next.InsertRange(0, carried);
        }

        return SyntaxFactory.TriviaList(carried.Concat(next.SkipWhile(t => t.IsKind(SyntaxKind.EndOfLineTrivia))));
    }

    private static bool EndsWithEmptyLine(List<SyntaxTrivia> trivia, int end)
    {
        if (!trivia[end - 1].IsKind(SyntaxKind.EndOfLineTrivia)) return false;
        var i = end - 2;
        while (i >= 0 && trivia[i].IsKind(SyntaxKind.WhitespaceTrivia)) i--;
        return i < 0 || trivia[i].IsKind(SyntaxKind.EndOfLineTrivia);
    }
}
