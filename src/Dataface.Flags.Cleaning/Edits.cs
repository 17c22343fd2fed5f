using Dataface.Flags.Cleaning.Layout;
using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Cleaning;

/// <summary>Edits of several files of one compilation, by node.</summary>
internal sealed class Edits
{
    private readonly Dictionary<SyntaxTree, Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>>> _trees = [];

    public bool IsEmpty => _trees.Count == 0;

    public IEnumerable<SyntaxTree> Trees => _trees.Keys;

    public void Replace(SyntaxNode node, Func<SyntaxNode, SyntaxNode> replacement)
    {
        if (!_trees.TryGetValue(node.SyntaxTree, out var nodes)) _trees[node.SyntaxTree] = nodes = [];
        nodes[node] = replacement;
    }

    public void Remove(SyntaxNode node) => Replace(node, Removal.Of);

    public bool Has(SyntaxNode node) => _trees.TryGetValue(node.SyntaxTree, out var nodes) && nodes.ContainsKey(node);

    public SyntaxNode ApplyTo(SyntaxTree tree) => _trees[tree] is var nodes
        ? DirectiveMarks.Replace(tree.GetRoot(), nodes.Keys, (original, rewritten) => nodes[original](rewritten))
        : throw new KeyNotFoundException();
}
