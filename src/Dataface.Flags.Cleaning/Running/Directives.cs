using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Dataface.Flags.Cleaning.Running;

/// <summary>Code that is not compiled here: another symbol, another framework.</summary>
internal static class Directives
{
    public static void Refuse(SyntaxTree tree, string key, List<Refusal> refusals)
    {
        foreach (var trivia in tree.GetRoot().DescendantTrivia().Where(t => t.IsKind(SyntaxKind.DisabledTextTrivia)))
        {
            var index = trivia.ToString().IndexOf($"\"{key}\"", StringComparison.Ordinal);
            if (index < 0) continue;
            var location = Location.Create(tree, new(trivia.SpanStart + index, key.Length + 2));
            refusals.Add(Refusal.At(location, "The flag is named in code that '#if' leaves out here. Clean that by hand."));
        }
    }
}
