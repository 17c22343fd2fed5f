using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Analyzers.Uses;

/// <summary>A key as an expression names it.</summary>
internal readonly record struct FoundKey(string? Key, FlagKeySource Source, ISymbol? Symbol);

/// <summary>Finds the key that an expression names: a literal, a constant, a handle. Thread-safe.</summary>
internal sealed class FlagKeyResolver(Compilation compilation, FlagSymbols symbols)
{
    private readonly ConcurrentDictionary<ISymbol, string?> _handles = new(SymbolEqualityComparer.Default);

    /// <summary>The key of an expression that is a text or a handle.</summary>
    public FoundKey Read(ExpressionSyntax expression, SemanticModel model, CancellationToken cancellation)
    {
        expression = Inner(expression);
        if (model.GetConstantValue(expression, cancellation) is { HasValue: true, Value: string text })
        {
            if (expression is LiteralExpressionSyntax) return new(text, FlagKeySource.Literal, null);
            return new(text, FlagKeySource.Constant, model.GetSymbolInfo(expression, cancellation).Symbol);
        }

        if (expression is InvocationExpressionSyntax made)
        {
            return Made(made, model, cancellation) is { } key ? new(key, FlagKeySource.Handle, null) : default;
        }

        var symbol = model.GetSymbolInfo(expression, cancellation).Symbol;
        if (symbol is IPropertySymbol { Name: "Key" } property && symbols.IsHandle(property.ContainingType)
            && Receiver(expression) is { } handle)
        {
            return Read(handle, model, cancellation);
        }

        return symbol switch
        {
            ILocalSymbol local => OfLocal(local, expression, model, cancellation),
            IFieldSymbol or IPropertySymbol when OfHandle(symbol, cancellation) is { } held => new(held, FlagKeySource.Handle, symbol),
            _ => default,
        };
    }

    /// <summary>The key of a field or property that holds a handle; null when it is not known while compiling.</summary>
    public string? OfHandle(ISymbol symbol, CancellationToken cancellation)
    {
        var type = (symbol as IFieldSymbol)?.Type ?? (symbol as IPropertySymbol)?.Type;
        if (!symbols.IsHandle(type)) return null;
        return _handles.GetOrAdd(symbol.OriginalDefinition, found => Marked(found) ?? Initialized(found, cancellation));
    }

    /// <summary>Generated handles carry their key, so that it is known in other assemblies, too.</summary>
    private static string? Marked(ISymbol symbol) => symbol.GetAttributes()
        .Where(a => FlagSymbols.IsOurs(a.AttributeClass, "FlagHandleAttribute"))
        .Select(a => a.ConstructorArguments.FirstOrDefault().Value as string)
        .FirstOrDefault();

    private string? Initialized(ISymbol symbol, CancellationToken cancellation)
    {
        if (symbol is IFieldSymbol { IsReadOnly: false } or IPropertySymbol { SetMethod: not null }) return null;
        var value = symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) switch
        {
            VariableDeclaratorSyntax field => field.Initializer?.Value,
            PropertyDeclarationSyntax property => property.Initializer?.Value ?? property.ExpressionBody?.Expression,
            _ => null,
        };
        if (value is null || !compilation.ContainsSyntaxTree(value.SyntaxTree)) return null;
        var model = compilation.GetSemanticModel(value.SyntaxTree);
        return Inner(value) is InvocationExpressionSyntax made ? Made(made, model, cancellation) : Read(value, model, cancellation).Key;
    }

    /// <summary>The key of a handle that an expression makes; null when it makes none.</summary>
    private string? Made(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation)
    {
        if (model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol method
            || symbols.KindOf(method) != FlagUseKind.Handle) return null;
        var arguments = call.ArgumentList.Arguments;
        var named = arguments.FirstOrDefault(a => a.NameColon?.Name.Identifier.ValueText == "key") ?? arguments.FirstOrDefault();
        return named is null ? null : Read(named.Expression, model, cancellation).Key;
    }

    private FoundKey OfLocal(ILocalSymbol local, ExpressionSyntax use, SemanticModel model, CancellationToken cancellation)
    {
        if (local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation)
            is not VariableDeclaratorSyntax { Initializer.Value: var value }) return default;
        var body = use.Ancestors()
            .LastOrDefault(n => n is MemberDeclarationSyntax and not BaseTypeDeclarationSyntax and not BaseNamespaceDeclarationSyntax)
            ?? use.SyntaxTree.GetRoot(cancellation);
        if (body.DescendantNodes().Any(n => Writes(n, local.Name))) return default;
        return Read(value, model, cancellation) is { Key: not null } key
            ? new(key.Key, symbols.IsHandle(local.Type) ? FlagKeySource.Handle : FlagKeySource.Constant, local)
            : default;
    }

    private static bool Writes(SyntaxNode node, string name) => node switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left.DescendantNodesAndSelf().Any(n => IsNamed(n, name)),
        ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument => IsNamed(argument.Expression, name),
        RefExpressionSyntax reference => IsNamed(reference.Expression, name),
        _ => false,
    };

    private static bool IsNamed(SyntaxNode node, string name) => node is IdentifierNameSyntax identifier
        && identifier.Identifier.ValueText == name;

    private static ExpressionSyntax? Receiver(ExpressionSyntax expression) => (expression as MemberAccessExpressionSyntax)?.Expression;

    private static ExpressionSyntax Inner(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax inner => Inner(inner.Expression),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } inner => Inner(inner.Operand),
        CastExpressionSyntax inner => Inner(inner.Expression),
        _ => expression,
    };
}
