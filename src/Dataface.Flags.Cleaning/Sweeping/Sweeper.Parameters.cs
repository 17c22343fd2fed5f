using Dataface.Flags.Analyzers.Uses;
using Dataface.Flags.Cleaning.Propagation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Sweeping;

/// <summary>Parameters that nothing reads.</summary>
internal sealed partial class Sweeper
{
    private void Parameter(IParameterSymbol parameter, SyntaxNode node)
    {
        if (parameter.RefKind != RefKind.None || parameter.GetAttributes().Length > 0) return;
        if (!_references.IsOpen(parameter) || !_references.IsOpen(parameter.ContainingSymbol) || _references.IsInCodeLeftOut(parameter)
            || _references.MayBeNamedUnseen(parameter.ContainingSymbol)) return;
        if (_references.Of(parameter).Any(n => n.Parent is not NameColonSyntax)) return;
        if (parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction }) Lambda(parameter, node);
        else if (parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor)
            Constructor(parameter, constructor, node);
        else if (Calls.Of(parameter, _references) is { Count: > 0 } calls) Remove(parameter, node,
            calls.ConvertAll(c => ((ExpressionSyntax)c, (ArgumentListSyntax?)c.ArgumentList)));
    }

    private void Remove(IParameterSymbol parameter, SyntaxNode node, List<(ExpressionSyntax Call, ArgumentListSyntax? List)> calls)
    {
        if (HasTwin(parameter)) return;
        var arguments = new List<ArgumentSyntax>();
        foreach (var (call, list) in calls)
        {
            if (list is null || _edits.Has(call)) return;
            var model = _references.Model(call.SyntaxTree);
            var argument = list.Arguments.FirstOrDefault(a =>
                SymbolEqualityComparer.Default.Equals(Calls.ParameterOf(a, model), parameter.OriginalDefinition));
            if (argument is null && !parameter.IsOptional) return;
            if (argument is null) continue;
            if (!IsPure(argument.Expression) || argument.RefKindKeyword.RawKind != 0) return;
            arguments.Add(argument);
        }

        foreach (var argument in arguments) _edits.Remove(argument);
        _edits.Remove(node);
    }

    /// <summary>Whether the method would be another one's twin without the parameter.</summary>
    private static bool HasTwin(IParameterSymbol parameter) =>
        parameter.ContainingSymbol is IMethodSymbol { ContainingType: { } type } method
        && method.MethodKind != MethodKind.LocalFunction
        && type.GetMembers(method.Name).OfType<IMethodSymbol>().Any(other =>
            !SymbolEqualityComparer.Default.Equals(other, method) && other.Parameters.Length == method.Parameters.Length - 1);

    /// <summary>What binds a lambda's parameters by their types, as endpoints do, gives none that is not there.</summary>
    private void Lambda(IParameterSymbol parameter, SyntaxNode node)
    {
        if (node.Parent is not ParameterListSyntax
            {
                Parent: ParenthesizedLambdaExpressionSyntax
                {
                    Parent: ArgumentSyntax argument
                } lambda
            }) return;
        var isBound = _references.Model(node.SyntaxTree).GetTypeInfo(lambda).ConvertedType
            is { SpecialType: SpecialType.System_Delegate } or { Name: "Delegate" };
        if (isBound && argument.Expression == lambda && IsOfFlags(parameter.Type)) _edits.Remove(node);
    }

    /// <summary>A service that flags were asked of, in a constructor that only this code and its container call.</summary>
    private void Constructor(IParameterSymbol parameter, IMethodSymbol constructor, SyntaxNode node)
    {
        if (constructor.ContainingType.IsRecord || !Visibility.IsInside(constructor.ContainingType, compilation)
            || !IsOfFlags(parameter.Type) || isNamedElsewhere(constructor.ContainingType.Name)
            || _references.IsInCodeLeftOut(constructor.ContainingType)) return;
        var calls = new List<(ExpressionSyntax, ArgumentListSyntax?)>();
        foreach (var name in _references.Of(constructor.ContainingType))
        {
            if (!_references.IsOpen(name.SyntaxTree)) return;
            if (name.Parent is ObjectCreationExpressionSyntax made && made.Type == name) calls.Add((made, made.ArgumentList));
            else if (name.FirstAncestorOrSelf<BaseTypeSyntax>() is not null) return;
        }

        if (compilation.SyntaxTrees.SelectMany(t => t.GetRoot().DescendantNodes()).Any(n =>
            n is ImplicitObjectCreationExpressionSyntax or ConstructorInitializerSyntax
            && SymbolEqualityComparer.Default.Equals(
                (_references.Model(n.SyntaxTree).GetSymbolInfo(n).Symbol as IMethodSymbol)?.OriginalDefinition, constructor))) return;
        Remove(parameter, node, calls);
    }

    private static bool IsOfFlags(ITypeSymbol type) =>
        type.Name is "IFlags" or "IFlagClient" or "IRequestFlags" or "FlagClient" or "FlagSnapshot"
        && FlagSymbols.IsLibrary(type.ContainingNamespace?.ToDisplayString());
}
