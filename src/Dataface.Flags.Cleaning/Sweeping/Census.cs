using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Dataface.Flags.Cleaning.Sweeping;

/// <summary>How often names stood in files before they were cleaned: only what has lost a use can have been used by what went.</summary>
internal sealed class Census
{
    private readonly Dictionary<string, int> _before = new(StringComparer.Ordinal);

    public Census(IEnumerable<SyntaxNode> roots) => Count(roots, _before);

    public Func<string, bool> LostIn(IEnumerable<SyntaxNode> roots)
    {
        var now = new Dictionary<string, int>(StringComparer.Ordinal);
        Count(roots, now);
        return name => _before.TryGetValue(name, out var before) && (!now.TryGetValue(name, out var after) || after < before);
    }

    private static void Count(IEnumerable<SyntaxNode> roots, Dictionary<string, int> names)
    {
        foreach (var token in roots.SelectMany(r => r.DescendantTokens()).Where(t => t.IsKind(SyntaxKind.IdentifierToken)))
        {
            names[token.ValueText] = names.TryGetValue(token.ValueText, out var count) ? count + 1 : 1;
        }
    }
}
