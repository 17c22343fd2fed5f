using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Layout;

/// <summary>Remembers of a statement that moves whether it began its line where it stood.</summary>
internal static class StartsLine
{
    private const string Kind = "Dataface.Flags.StartsLine";

    public static StatementSyntax Mark(StatementSyntax statement, StatementSyntax original)
    {
        var marked = statement.WithAdditionalAnnotations(new SyntaxAnnotation(Kind, Lines.StartsLine(original.GetFirstToken())
            ? "yes" : "no"));
        return marked;
    }

    /// <summary>Null for a statement that has not moved.</summary>
    public static bool? Of(SyntaxNode node) => node.GetAnnotations(Kind).FirstOrDefault()?.Data is { } data ? data == "yes" : null;
}
