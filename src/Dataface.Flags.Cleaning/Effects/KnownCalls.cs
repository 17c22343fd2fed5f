using Dataface.Flags.Analyzers.Uses;
using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Cleaning.Effects;

/// <summary>Calls of the framework and of flags of which it is known whether they have an effect.</summary>
internal static class KnownCalls
{
    private static readonly HashSet<string> Text = new(StringComparer.Ordinal)
    {
        "Equals", "StartsWith", "EndsWith", "Contains", "ToUpper", "ToLower", "ToUpperInvariant", "ToLowerInvariant", "Trim",
            "TrimStart", "TrimEnd",
        "IsNullOrEmpty", "IsNullOrWhiteSpace", "Concat", "Join", "Compare", "CompareOrdinal", "IndexOf", "GetHashCode", "ToString",
    };

    private static readonly HashSet<string> Services = new(StringComparer.Ordinal) { "GetRequiredService", "GetService" };

    private static readonly HashSet<string> Flags =
        new(StringComparer.Ordinal) { "IFlags", "IFlagClient", "IRequestFlags", "FlagClient", "FlagSnapshot", "TestFlags" };

    private static readonly HashSet<string> Evaluations = new(StringComparer.Ordinal)
    {
        "IsEnabled", "GetValue", "GetString", "GetNumber", "GetInteger", "Evaluate", "EvaluateString", "EvaluateNumber", "Pin", "Explain",
    };

    public static bool HaveNoEffect(IMethodSymbol method)
    {
        var type = method.ContainingType;
        return type.SpecialType switch
        {
            SpecialType.System_String => Text.Contains(method.Name),
            SpecialType.System_Object => method.IsStatic && method.Name is "Equals" or "ReferenceEquals",
            >= SpecialType.System_Boolean and <= SpecialType.System_Double => method.Name is "Equals" or "CompareTo" or "GetHashCode",
            _ => OfFramework(method, type) || OfFlags(method, type),
        };
    }

    /// <summary>Properties that are more than a read.</summary>
    public static bool MayThrowOrWait(IPropertySymbol property) =>
        property.Name is "Result" or "Value"
            && property.ContainingType.Name is "Task" or "ValueTask" or "Lazy" or "Nullable" or "ThreadLocal";

    private static bool OfFramework(IMethodSymbol method, INamedTypeSymbol type) =>
        (type.Name == "Math" && Namespace(type) == "System" && method.Name is "Max" or "Min" or "Floor" or "Ceiling" or "Sqrt")
        || (Services.Contains(method.Name) && method.TypeArguments is [{ } service] && Flags.Contains(service.Name) && IsOfFlags(service));

    private static bool OfFlags(IMethodSymbol method, INamedTypeSymbol type)
    {
        if (type.Name == "RequestFlagsHttpContextExtensions") return true;
        if (!IsOfFlags(type)) return false;
        return type.Name is "EvaluationContext" or "EvaluationContextBuilder" or "FlagKey"
            || (Flags.Contains(type.Name) && Evaluations.Contains(method.Name));
    }

    private static bool IsOfFlags(ISymbol symbol) => FlagSymbols.IsLibrary(Namespace(symbol));

    private static string? Namespace(ISymbol symbol) => symbol.ContainingNamespace?.ToDisplayString();
}
