using Dataface.Flags.Cleaning.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Cleaning.Folding;

/// <summary>Calls that compare values that are known: <c>a.Equals(b)</c>, <c>string.Equals(a, b, comparison)</c>,
/// <c>string.IsNullOrEmpty(a)</c>.</summary>
internal static class TextCalls
{
    public static object? ValueOf(InvocationExpressionSyntax call, SemanticModel model)
    {
        if (!Decided.Any(call) || model.GetSymbolInfo(call).Symbol is not IMethodSymbol method) return null;
        if (method.Name is not ("Equals" or "IsNullOrEmpty" or "IsNullOrWhiteSpace" or "StartsWith" or "EndsWith" or "Contains"))
            return null;
        if (method.ContainingType.SpecialType is not (SpecialType.System_String or SpecialType.System_Boolean)) return null;

        var values = new List<object?>();
        if (!method.IsStatic)
        {
            if (call.Expression is not MemberAccessExpressionSyntax { Expression: var receiver } || !Add(receiver)) return null;
        }

        var comparison = StringComparison.Ordinal;
        foreach (var argument in call.ArgumentList.Arguments)
        {
            if (model.GetTypeInfo(argument.Expression).Type is { Name: nameof(StringComparison) })
            {
                if (model.GetConstantValue(argument.Expression).Value is not int given
                    || given is not ((int)StringComparison.Ordinal or (int)StringComparison.OrdinalIgnoreCase)) return null;
                comparison = (StringComparison)given;
            }
            else if (!Add(argument.Expression))
            {
                return null;
            }
        }

        return (method.Name, values) switch
        {
            ("Equals", [string or null, string or null]) => string.Equals((string?)values[0], (string?)values[1], comparison),
            ("Equals", [bool a, bool b]) => a == b,
            ("IsNullOrEmpty", [string text]) => text.Length == 0,
            ("IsNullOrWhiteSpace", [string text]) => string.IsNullOrWhiteSpace(text),
            ("StartsWith", [string a, string b]) when HasComparison(method) => a.StartsWith(b, comparison),
            ("EndsWith", [string a, string b]) when HasComparison(method) => a.EndsWith(b, comparison),
            ("Contains", [string a, string b]) => a.IndexOf(b, comparison) >= 0,
            _ => null,
        };

        bool Add(ExpressionSyntax expression)
        {
            var constant = model.GetConstantValue(expression);
            if (constant.HasValue) values.Add(constant.Value);
            return constant.HasValue;
        }
    }

    private static bool HasComparison(IMethodSymbol method) => method.Parameters.Any(p => p.Type.Name == nameof(StringComparison));
}
