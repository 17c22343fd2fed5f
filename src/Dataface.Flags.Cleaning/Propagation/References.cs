using Dataface.Flags.Cleaning.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Propagation;

/// <summary>Where a symbol is named in its compilation. Documentation that names it does not count.</summary>
/// <param name="compilation">The code as it is now.</param>
/// <param name="outside">What the compilation cannot say: files that may not change, and pages.</param>
internal sealed class References(Compilation compilation, Outside outside)
{
    private readonly Dictionary<SyntaxTree, SemanticModel> _models = [];

    public SemanticModel Model(SyntaxTree tree)
    {
        if (!_models.TryGetValue(tree, out var model)) _models[tree] = model = compilation.WithoutFlow(tree);
        return model;
    }

    public List<SimpleNameSyntax> Of(ISymbol symbol) =>
        [.. Scopes(symbol).SelectMany(scope => Names(scope, symbol.Name)).Where(name => IsOf(name, symbol))];

    /// <summary>Whether documentation elsewhere refers to something of a name.</summary>
    public bool IsInDocumentation(string name, SyntaxNode declaration) => compilation.SyntaxTrees.Any(tree =>
        TreeNames.Of(tree).InDocumentation(name).Any(start => tree != declaration.SyntaxTree || !declaration.FullSpan.Contains(start)));

    /// <summary>
    /// Whether something the compiler does not see here may name a symbol: code that <c>#if</c> leaves out, a text (reflection), a page.
    /// </summary>
    public bool MayBeNamedUnseen(ISymbol symbol) => IsInCodeLeftOut(symbol)
        || (symbol is not (ILocalSymbol or IParameterSymbol or IMethodSymbol { MethodKind: MethodKind.LocalFunction })
            && (outside.IsOnPage(symbol.Name) || compilation.SyntaxTrees.Any(t => TreeNames.Of(t).IsText(symbol.Name))));

    /// <summary>Whether code that <c>#if</c> leaves out names a symbol.</summary>
    public bool IsInCodeLeftOut(ISymbol symbol) => Scopes(symbol).Any(scope =>
        TreeNames.Of(scope.SyntaxTree).InCodeLeftOut(symbol.Name).Any(start => scope.FullSpan.Contains(start)));

    /// <summary>Whether a symbol may be, or hold, something else under other symbols of <c>#if</c>.</summary>
    public bool IsConditional(ISymbol symbol) => IsInCodeLeftOut(symbol)
        || symbol.DeclaringSyntaxReferences.Any(r => r.GetSyntax() is { ContainsDirectives: true } declaration
            && declaration.DescendantTokens().Skip(1).Any(t => t.LeadingTrivia.Any(SyntaxKind.IfDirectiveTrivia)));

    /// <summary>Whether a file may be changed.</summary>
    public bool IsOpen(SyntaxTree tree) => outside.IsOpen(tree);

    /// <summary>Whether a symbol is declared and named in files alone that may be changed.</summary>
    public bool IsOpen(ISymbol symbol) => symbol.DeclaringSyntaxReferences.All(r => IsOpen(r.SyntaxTree))
        && Of(symbol).TrueForAll(name => IsOpen(name.SyntaxTree));

    private bool IsOf(SimpleNameSyntax name, ISymbol symbol)
    {
        var info = Model(name.SyntaxTree).GetSymbolInfo(name);
        if (info.Symbol is null) return info.CandidateSymbols.Any(c => Same(c, symbol));
        return Same(info.Symbol, symbol)
            || (symbol is INamedTypeSymbol && info.Symbol is IMethodSymbol made && Same(made.ContainingType, symbol));
    }

    private static bool Same(ISymbol found, ISymbol symbol) =>
        SymbolEqualityComparer.Default.Equals(found.OriginalDefinition, symbol.OriginalDefinition)
        || (found is IMethodSymbol { ReducedFrom: { } reduced }
            && SymbolEqualityComparer.Default.Equals(reduced.OriginalDefinition, symbol.OriginalDefinition));

    /// <summary>The nodes in which a symbol can be named.</summary>
    private IEnumerable<SyntaxNode> Scopes(ISymbol symbol)
    {
        if (symbol is ILocalSymbol or IParameterSymbol or IMethodSymbol { MethodKind: MethodKind.LocalFunction } or ILabelSymbol)
        {
            return symbol.DeclaringSyntaxReferences.Select(r => Body(r.GetSyntax()));
        }

        return symbol.DeclaredAccessibility == Accessibility.Private && symbol.ContainingType is { } type
            ? type.DeclaringSyntaxReferences.Select(r => r.GetSyntax())
            : compilation.SyntaxTrees.Select(t => t.GetRoot());
    }

    private static SyntaxNode Body(SyntaxNode declaration) =>
        declaration.Ancestors().FirstOrDefault(n =>
            n is BaseMethodDeclarationSyntax or BasePropertyDeclarationSyntax or TypeDeclarationSyntax or FieldDeclarationSyntax)
        ?? declaration.SyntaxTree.GetRoot();

    private static IEnumerable<SimpleNameSyntax> Names(SyntaxNode scope, string name) =>
        TreeNames.Of(scope.SyntaxTree).InCode(name).Where(n => scope.FullSpan.Contains(n.Span));
}
