using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Propagation;

/// <summary>Where names stand in a file, kept as long as the file is: a round changes few of a project's files.</summary>
internal sealed class TreeNames
{
    private static readonly ConditionalWeakTable<SyntaxTree, TreeNames> Known = new();

    private readonly ILookup<string, SimpleNameSyntax> _names;
    private readonly Lazy<ILookup<string, int>> _documented;

    private TreeNames(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        _names = root.DescendantNodes().OfType<SimpleNameSyntax>().ToLookup(n => n.Identifier.ValueText, StringComparer.Ordinal);
        _documented = new(() => root.DescendantNodes(descendIntoTrivia: true).OfType<CrefSyntax>()
            .SelectMany(c => c.DescendantTokens().Select(token => (c.SpanStart, token.ValueText)))
            .ToLookup(c => c.ValueText, c => c.SpanStart, StringComparer.Ordinal));
    }

    public static TreeNames Of(SyntaxTree tree) => Known.GetValue(tree, t => new(t));

    /// <summary>The places in code that name something.</summary>
    public IEnumerable<SimpleNameSyntax> InCode(string name) => _names[name];

    /// <summary>Where references in documentation that name something begin.</summary>
    public IEnumerable<int> InDocumentation(string name) => _documented.Value[name];
}
