using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Dataface.Flags.Cleaning.Propagation;

/// <summary>The calls of methods whose every call is known: private ones, and local functions.</summary>
internal static class Calls
{
    public static IParameterSymbol? ParameterOf(ArgumentSyntax argument, SemanticModel model) =>
        (model.GetOperation(argument) as IArgumentOperation)?.Parameter?.OriginalDefinition;

    /// <summary>All calls; null when they cannot be known, or the method is passed on.</summary>
    public static List<InvocationExpressionSyntax>? Of(IParameterSymbol parameter, References references)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol method || parameter.IsParams || !IsClosed(method)) return null;
        var calls = new List<InvocationExpressionSyntax>();
        foreach (var name in references.Of(method))
        {
            if (Access.IsInNameOf(name)) return null;
            if (Access.Whole(name).Parent is not InvocationExpressionSyntax call || call.Expression != Access.Whole(name)) return null;
            calls.Add(call);
        }

        return calls;
    }

    public static ArgumentSyntax? ArgumentFor(InvocationExpressionSyntax call, IParameterSymbol parameter, SemanticModel model) =>
        call.ArgumentList.Arguments.FirstOrDefault(a =>
            SymbolEqualityComparer.Default.Equals(ParameterOf(a, model), parameter.OriginalDefinition));

    private static bool IsClosed(IMethodSymbol method) => method.MethodKind == MethodKind.LocalFunction
        || (method.MethodKind == MethodKind.Ordinary && method.DeclaredAccessibility == Accessibility.Private && !method.IsExtern
            && method.PartialDefinitionPart is null && method.PartialImplementationPart is null
                && method.ExplicitInterfaceImplementations.Length == 0
            && method.GetAttributes().Length == 0);
}
