using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Dataface.Flags.Cleaning.Sweeping;

/// <summary>How often names stand in files: only what has lost a use can have been used by what went.</summary>
internal static class Census
{
    private static readonly ConditionalWeakTable<SyntaxTree, Dictionary<string, int>> Counted = new();

    /// <summary>Tells whether a name stands in fewer places than it did.</summary>
    /// <param name="files">Files as they were, and as they are.</param>
    public static Func<string, bool> Lost(IReadOnlyDictionary<SyntaxTree, SyntaxTree> files)
    {
        var change = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var name in Of(file.Key))
                change[name.Key] = change.TryGetValue(name.Key, out var count) ? count - name.Value : -name.Value;
            foreach (var name in Of(file.Value))
                change[name.Key] = change.TryGetValue(name.Key, out var count) ? count + name.Value : name.Value;
        }

        return name => change.TryGetValue(name, out var count) && count < 0;
    }

    private static Dictionary<string, int> Of(SyntaxTree tree) => Counted.GetValue(tree, counted =>
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in counted.GetRoot().DescendantTokens().Where(t => t.IsKind(SyntaxKind.IdentifierToken)))
        {
            names[token.ValueText] = names.TryGetValue(token.ValueText, out var count) ? count + 1 : 1;
        }

        return names;
    });
}
