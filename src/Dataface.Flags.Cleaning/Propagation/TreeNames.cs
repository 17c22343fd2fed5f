using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Propagation;

/// <summary>Where names stand in a file, kept as long as the file is: a round changes few of a project's files.</summary>
internal sealed class TreeNames
{
    private static readonly ConditionalWeakTable<SyntaxTree, TreeNames> Known = new();
    private static readonly Regex Word = new(@"[\p{L}_]\w*", RegexOptions.CultureInvariant);

    private readonly ILookup<string, SimpleNameSyntax> _names;
    private readonly Lazy<ILookup<string, int>> _documented;
    private readonly Lazy<ILookup<string, int>> _leftOut;
    private readonly Lazy<HashSet<string>> _texts;

    private TreeNames(SyntaxTree tree)
    {
        var root = tree.GetRoot();
        _names = root.DescendantNodes().OfType<SimpleNameSyntax>().ToLookup(n => n.Identifier.ValueText, StringComparer.Ordinal);
        _documented = new(() => root.DescendantNodes(descendIntoTrivia: true).OfType<CrefSyntax>()
            .SelectMany(c => c.DescendantTokens().Select(token => (c.SpanStart, token.ValueText)))
            .ToLookup(c => c.ValueText, c => c.SpanStart, StringComparer.Ordinal));
        var leftOut = root.ContainsDirectives ? root.DescendantTrivia().Where(t => t.IsKind(SyntaxKind.DisabledTextTrivia)) : [];
        _leftOut = new(() => leftOut.SelectMany(t => Words(t.ToString()).Select(w => (t.SpanStart, w)))
            .ToLookup(w => w.w, w => w.SpanStart, StringComparer.Ordinal));
        _texts = new(() => new(root.DescendantNodes().OfType<LiteralExpressionSyntax>().Where(l =>
            l.IsKind(SyntaxKind.StringLiteralExpression)).SelectMany(Given), StringComparer.Ordinal));
    }

    public static TreeNames Of(SyntaxTree tree) => Known.GetValue(tree, t => new(t));

    /// <summary>The places in code that name something.</summary>
    public IEnumerable<SimpleNameSyntax> InCode(string name) => _names[name];

    /// <summary>Where references in documentation that name something begin.</summary>
    public IEnumerable<int> InDocumentation(string name) => _documented.Value[name];

    /// <summary>Where code that <c>#if</c> leaves out names something.</summary>
    public IEnumerable<int> InCodeLeftOut(string name) => _leftOut.Value[name];

    /// <summary>Whether the name is given to a call as a text, as for reflection, or an attribute's text holds it.</summary>
    public bool IsText(string name) => _texts.Value.Contains(name);

    private static IEnumerable<string> Given(LiteralExpressionSyntax text) => text.Parent switch
    {
        ArgumentSyntax => [text.Token.ValueText],
        AttributeArgumentSyntax => Words(text.Token.ValueText),
        _ => [],
    };

    /// <summary>The words of a text that can be names.</summary>
    public static IEnumerable<string> Words(string text) => Word.Matches(text).Cast<Match>().Select(m => m.Value);
}
