using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Analyzers.Uses;

/// <summary>Finds where code uses flags, by what it means, not by its text. Thread-safe.</summary>
internal sealed class FlagUseFinder
{
    private FlagUseFinder(Compilation compilation, FlagSymbols symbols) => (Symbols, Keys) = (symbols, new(compilation, symbols));

    public FlagSymbols Symbols { get; }

    public FlagKeyResolver Keys { get; }

    /// <summary>Null when the compilation does not know the library.</summary>
    public static FlagUseFinder? For(Compilation compilation) =>
        FlagSymbols.For(compilation) is { } symbols ? new(compilation, symbols) : null;

    /// <summary>All uses in a file, references of handles included.</summary>
    public IEnumerable<FlagUse> In(SemanticModel model, CancellationToken cancellation = default)
    {
        foreach (var node in model.SyntaxTree.GetRoot(cancellation).DescendantNodes())
        {
            foreach (var use in Of(node, model, cancellation)) yield return use;
            if (node is SimpleNameSyntax name && ReferenceOf(name, model, cancellation) is { } reference) yield return reference;
        }
    }

    /// <summary>The uses that a call, a creation, an attribute or a method group is itself; nothing for other nodes. Cheap for code that
    /// uses no flags.</summary>
    public IEnumerable<FlagUse> Of(SyntaxNode node, SemanticModel model, CancellationToken cancellation = default) => node switch
    {
        InvocationExpressionSyntax call when IsOurs(NameOf(call.Expression)) => OfCall(call, call.ArgumentList, model, cancellation),
        ObjectCreationExpressionSyntax made when IsOurs(NameOf(made.Type)) => OfCall(made, made.ArgumentList, model, cancellation),
        ImplicitObjectCreationExpressionSyntax made => OfCall(made, made.ArgumentList, model, cancellation),
        AssignmentExpressionSyntax
        {
            Left: IdentifierNameSyntax { Identifier.ValueText: "Flag" },
            Parent: InitializerExpressionSyntax
        } named =>
            OfRequest(named, model, cancellation),
        AttributeSyntax attribute when IsOurs(NameOf(attribute.Name)) => OfAttribute(attribute, model, cancellation),
        SimpleNameSyntax name when IsOurs(name.Identifier.ValueText) => OfMethodGroup(name, model, cancellation),
        _ => [],
    };

    /// <summary>Whether a call has the name of a member that takes a flag.</summary>
    public bool MayBeUse(InvocationExpressionSyntax call) => IsOurs(NameOf(call.Expression));

    private bool IsOurs(string? name) => name is not null && Symbols.Names.Contains(name);

    private static string? NameOf(ExpressionSyntax expression) => expression switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax member => member.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        QualifiedNameSyntax name => name.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax name => name.Name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>By symbols, not by operations, which cost the tree of the whole method.</summary>
    private IEnumerable<FlagUse> OfCall(SyntaxNode node, ArgumentListSyntax? arguments, SemanticModel model, CancellationToken cancellation)
    {
        var info = model.GetSymbolInfo(node, cancellation);
        if (info.CandidateReason == CandidateReason.LateBound) return [new(FlagUseKind.Dynamic, null, FlagKeySource.Unknown, null, node,
            node, null)];
        if (info.Symbol is not IMethodSymbol method || Symbols.KindOf(method) is not { } kind
            || Symbols.KeyOf(method) is not { } parameter) return [];
        var variant = method.Parameters.FirstOrDefault(p => p.Name == "variant") is { } named
            && ArgumentsOf(named, arguments).FirstOrDefault() is { } written
            ? model.GetConstantValue(written, cancellation).Value as string
            : null;
        return ArgumentsOf(parameter, arguments).Select(key =>
            Use(kind, key, node, method, model, cancellation) with { Variant = variant });
    }

    /// <summary>The flag that a request names, such as one for a kill.</summary>
    private IEnumerable<FlagUse> OfRequest(AssignmentExpressionSyntax named, SemanticModel model, CancellationToken cancellation)
    {
        if (model.GetSymbolInfo(named.Left, cancellation).Symbol is not IPropertySymbol { ContainingType: { } request }) return [];
        if (!FlagSymbols.IsOurs(request, "FlagChangeRequest") && !FlagSymbols.IsOurs(request, "RampChangeRequest")) return [];
        var key = Keys.Read(named.Right, model, cancellation);
        return [new(FlagUseKind.Other, key.Key, key.Source, key.Symbol, named, named.Right, null)];
    }

    /// <summary>The expressions that a call gives to a parameter; for a params array its elements.</summary>
    private static IEnumerable<ExpressionSyntax> ArgumentsOf(IParameterSymbol parameter, ArgumentListSyntax? list)
    {
        var arguments = list?.Arguments ?? default;
        var named = arguments.FirstOrDefault(a => a.NameColon?.Name.Identifier.ValueText == parameter.Name);
        var given = named is not null ? [named] : arguments.Skip(parameter.Ordinal).Where(a => a.NameColon is null);
        return parameter.IsParams ? given.SelectMany(a => Elements(a.Expression)) : given.Take(1).Select(a => a.Expression);
    }

    private IEnumerable<FlagUse> OfAttribute(AttributeSyntax attribute, SemanticModel model, CancellationToken cancellation)
    {
        if (model.GetSymbolInfo(attribute, cancellation).Symbol is not IMethodSymbol method) return [];
        if (Symbols.KindOf(method) is not { } kind || Symbols.KeyOf(method) is not { } parameter) return [];
        var arguments = attribute.ArgumentList?.Arguments.Where(a => a.NameEquals is null).ToList() ?? [];
        var named = arguments.Find(a => a.NameColon?.Name.Identifier.ValueText == parameter.Name);
        var keys = named is not null ? [named] : arguments.Where(a => a.NameColon is null).Skip(parameter.Ordinal);
        var expressions = keys.Select(a => a.Expression).ToList();
        if (parameter.IsParams) expressions = expressions.ConvertAll(Elements).SelectMany(e => e).ToList();
        else expressions = expressions.Take(1).ToList();
        return expressions.Select(key => Use(kind, key, attribute, method, model, cancellation));
    }

    private static IEnumerable<ExpressionSyntax> Elements(ExpressionSyntax expression) => expression switch
    {
        ArrayCreationExpressionSyntax { Initializer: { } items } => items.Expressions,
        ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions,
        CollectionExpressionSyntax list => list.Elements.OfType<ExpressionElementSyntax>().Select(e => e.Expression),
        _ => [expression],
    };

    private IEnumerable<FlagUse> OfMethodGroup(SimpleNameSyntax name, SemanticModel model, CancellationToken cancellation)
    {
        var whole = Whole(name);
        if (whole.Parent is InvocationExpressionSyntax call && call.Expression == whole) return [];
        if (name.Ancestors()
            .Any(a => a is NameColonSyntax or NameEqualsSyntax or AttributeSyntax or TypeSyntax and not SimpleNameSyntax)) return [];
        if (model.GetSymbolInfo(whole, cancellation)
            .Symbol is not IMethodSymbol { MethodKind: not MethodKind.Constructor } method) return [];
        if (Symbols.KindOf(method) is not { } kind || IsNameOf(whole)) return [];
        return [new(kind, null, FlagKeySource.Unknown, null, whole, whole, method)];
    }

    private FlagUse? ReferenceOf(SimpleNameSyntax name, SemanticModel model, CancellationToken cancellation)
    {
        var whole = Whole(name);
        if (model.GetSymbolInfo(whole, cancellation).Symbol is not (IFieldSymbol or IPropertySymbol or ILocalSymbol or IParameterSymbol)
            || IsNameOf(whole)) return null;
        if (!Symbols.IsHandle(model.GetTypeInfo(whole, cancellation).Type) || IsKeyOfCall(whole, model, cancellation)) return null;
        var key = Keys.Read(whole, model, cancellation);
        return new(FlagUseKind.Reference, key.Key, key.Source, key.Symbol, whole, whole, null);
    }

    /// <summary>Whether a handle stands where a call of the library takes it, which is a use of its own.</summary>
    private bool IsKeyOfCall(ExpressionSyntax handle, SemanticModel model, CancellationToken cancellation)
    {
        var argument = handle.Ancestors().TakeWhile(n => n is ExpressionSyntax or ArgumentSyntax).FirstOrDefault(n => n is ArgumentSyntax);
        return argument?.Parent?.Parent is { } call && Of(call, model, cancellation).Any(use => use.KeyNode.Span.Contains(handle.Span));
    }

    private FlagUse Use(FlagUseKind kind, SyntaxNode key, SyntaxNode node, IMethodSymbol method, SemanticModel model,
        CancellationToken cancellation)
    {
        var found = key is ExpressionSyntax expression ? Keys.Read(expression, model, cancellation) : default;
        var asked = AskedBy(method, kind);
        return new(kind, found.Key, found.Source, found.Symbol, node, key, method)
        {
            Asked = FlagSymbols.TypeOf(asked),
            AskedType = FlagSymbols.NameOf(asked)
        };
    }

    /// <summary>The type that a call asks for, or null.</summary>
    private ITypeSymbol? AskedBy(IMethodSymbol method, FlagUseKind kind)
    {
        if (method.Parameters.FirstOrDefault(p =>
            Symbols.IsHandle(p.Type))?.Type is INamedTypeSymbol handle) return handle.TypeArguments[0];
        return kind switch
        {
            FlagUseKind.Gate => Symbols.Boolean,
            FlagUseKind.Forced when method.MethodKind == MethodKind.Constructor => Symbols.Boolean,
            FlagUseKind.Forced => method.Parameters.FirstOrDefault(p => p.Name == "value")?.Type,
            FlagUseKind.Evaluation or FlagUseKind.Handle => Answer(method.ReturnType),
            _ => null,
        };
    }

    /// <summary>The T of an <c>Evaluation&lt;T&gt;</c> or a <c>FlagKey&lt;T&gt;</c>, or the type itself.</summary>
    private static ITypeSymbol Answer(ITypeSymbol type) => type is INamedTypeSymbol { TypeArguments.Length: 1 } generic
        ? generic.TypeArguments[0] : type;

    private static ExpressionSyntax Whole(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax member when member.Name == name => member,
        MemberBindingExpressionSyntax member => member,
        _ => name,
    };

    private static bool IsNameOf(SyntaxNode node) =>
        node.Ancestors().Any(a => a is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } });
}
