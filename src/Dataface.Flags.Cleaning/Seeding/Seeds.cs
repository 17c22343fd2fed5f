using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Cleaning.Seeding;

/// <summary>What the uses of a flag in one file come to: nodes to replace, and statements to run first.</summary>
internal sealed class Seeds
{
    private readonly Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>> _replacements = [];

    public List<Refusal> Refusals { get; } = [];

    /// <summary>Statements that run before the one that held their expression.</summary>
    public List<Hoist> Hoists { get; } = [];

    public bool IsEmpty => _replacements.Count == 0;

    public void Refuse(SyntaxNode node, string cause) => Refusals.Add(Refusal.At(node, cause));

    public void Replace(SyntaxNode node, Func<SyntaxNode, SyntaxNode> replacement)
    {
        var earlier = _replacements.TryGetValue(node, out var found) ? found : null;
        _replacements[node] = earlier is null ? replacement : rewritten => replacement(earlier(rewritten));
    }

    public void Remove(SyntaxNode node) => Replace(node, Layout.Removal.Of);

    public SyntaxNode ApplyTo(SyntaxNode root) =>
        Layout.DirectiveMarks.Replace(root, _replacements.Keys, (original, rewritten) => _replacements[original](rewritten));
}

/// <summary>Effects that a use's receiver and arguments had.</summary>
/// <param name="Mark">Marks the statement that they ran in.</param>
/// <param name="Effects">The expressions, in order.</param>
internal sealed record Hoist(SyntaxAnnotation Mark, IReadOnlyList<Microsoft.CodeAnalysis.CSharp.Syntax.ExpressionSyntax> Effects);
