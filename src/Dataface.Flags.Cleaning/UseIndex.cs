using Dataface.Flags.Analyzers.Uses;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning;

/// <summary>Finds the files of a compilation that can use a flag, without binding the others.</summary>
internal static class UseSearch
{
    /// <summary>The files to look at, and the uses of the key in them.</summary>
    public static (List<SyntaxTree> Trees, List<FlagUse> Uses) In(Compilation compilation, FlagUseFinder finder, string key,
        CancellationToken cancellation)
    {
        var texts = compilation.SyntaxTrees.Select(t => (Tree: t, Text: t.GetText(cancellation).ToString())).ToList();
        var names = new HashSet<string>(finder.Symbols.Names, StringComparer.Ordinal);
        foreach (var (tree, _) in texts.Where(t => t.Text.Contains(key)))
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var use in tree.GetRoot(cancellation).DescendantNodes().OfType<InvocationExpressionSyntax>().SelectMany(n =>
                finder.Of(n, model, cancellation)))
            {
                if (use.Kind == FlagUseKind.Handle && use.Key == key && HandleOf(use.Node) is { } name) names.Add(name);
            }
        }

        var trees = texts.Where(t => t.Text.Contains(key) || names.Any(t.Text.Contains)).Select(t => t.Tree).ToList();
        return (trees, [.. trees.SelectMany(t => finder.In(compilation.GetSemanticModel(t), cancellation)).Where(u => u.Key == key)]);
    }

    private static string? HandleOf(SyntaxNode made) => made.Ancestors().Select(n => n switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => null,
    }).FirstOrDefault(n => n is not null);
}
