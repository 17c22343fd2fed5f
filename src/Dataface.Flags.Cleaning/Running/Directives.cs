using Dataface.Flags.Analyzers.Uses;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Dataface.Flags.Cleaning.Running;

/// <summary>Code that is not compiled here: another symbol, another framework.</summary>
internal static class Directives
{
    /// <summary>Refuses the key where such code gives it to the library, or makes a constant or handle of it.</summary>
    public static void Refuse(SyntaxTree tree, string key, FlagSymbols symbols, List<Refusal> refusals)
    {
        if (!tree.GetRoot().ContainsDirectives) return;
        foreach (var trivia in tree.GetRoot().DescendantTrivia().Where(t => t.IsKind(SyntaxKind.DisabledTextTrivia)))
        {
            var tokens = SyntaxFactory.ParseTokens(trivia.ToString()).ToList();
            var isOurs = tokens.Exists(t => t.IsKind(SyntaxKind.IdentifierToken) && symbols.Names.Contains(t.ValueText));
            for (var i = 0; i < tokens.Count; i++)
            {
                if (tokens[i].Value is not string text || text != key) continue;
                if (!isOurs && (i == 0 || !tokens[i - 1].IsKind(SyntaxKind.EqualsToken))) continue;
                var location = Location.Create(tree, new(trivia.SpanStart + tokens[i].SpanStart, tokens[i].Span.Length));
                refusals.Add(Refusal.At(location, "The flag is named in code that '#if' leaves out here. Clean that by hand."));
                break;
            }
        }
    }
}
