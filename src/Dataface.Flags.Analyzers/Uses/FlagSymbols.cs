using System.Collections.Concurrent;
using Dataface.Flags.Analyzers.Documents;
using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Analyzers.Uses;

/// <summary>The library's types and members in one compilation. Thread-safe.</summary>
internal sealed class FlagSymbols
{
    private const string Assembly = "Dataface.Flags";

    /// <summary>Types whose members take a flag, and so the names to look for.</summary>
    private static readonly string[] Takers =
    [
        "Dataface.Flags.IFlags", "Dataface.Flags.AspNetCore.IRequestFlags", "Dataface.Flags.FlagKey",
        "Dataface.Flags.FlagClient", "Dataface.Flags.FlagSnapshot", "Dataface.Flags.FlagNumberExtensions",
        "Dataface.Flags.FlagVariantExtensions", "Dataface.Flags.State.IKillSwitch", "Dataface.Flags.Guard.IFlagGuard",
        "Dataface.Flags.Guard.FlagGuardResilienceExtensions", "Polly.FlagGuardResilienceExtensions",
        "Dataface.Flags.Guard.FlagGuardHandler", "Microsoft.AspNetCore.Builder.RequireFlagConventionBuilderExtensions",
        "Microsoft.AspNetCore.Builder.FlagBranchApplicationBuilderExtensions",
        "Microsoft.Extensions.DependencyInjection.FlagFilterCollectionExtensions",
        "Microsoft.AspNetCore.Builder.FrontEndEndpointRouteBuilderExtensions",
        "Microsoft.Extensions.DependencyInjection.VariantServiceCollectionExtensions",
        "Dataface.Flags.AspNetCore.RequireFlagAttribute", "Dataface.Flags.Testing.TestFlags", "Dataface.Flags.Testing.AmbientFlags",
        "Dataface.Flags.Testing.ForceFlagAttribute", "Dataface.Flags.Testing.FlagOnAndOffAttribute",
    ];

    private readonly ConcurrentDictionary<IMethodSymbol, FlagUseKind?> _kinds = new(SymbolEqualityComparer.Default);
    private readonly INamedTypeSymbol _typedKey;
    private readonly INamedTypeSymbol[] _askers;

    private FlagSymbols(INamedTypeSymbol typedKey, INamedTypeSymbol[] askers, HashSet<string> names, INamedTypeSymbol boolean) =>
        (_typedKey, _askers, Names, Boolean) = (typedKey, askers, names, boolean);

    public INamedTypeSymbol Boolean { get; }

    /// <summary>The names of members that take a flag; a call of any other name is none of ours.</summary>
    public HashSet<string> Names { get; }

    /// <summary>Null when the compilation does not know the library.</summary>
    public static FlagSymbols? For(Compilation compilation)
    {
        if (Find(compilation, "Dataface.Flags.FlagKey`1") is not { } typedKey) return null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var taker in Takers.Select(name => Find(compilation, name)).OfType<INamedTypeSymbol>())
        {
            foreach (var method in taker.GetMembers().OfType<IMethodSymbol>().Where(m => KeyOf(m, typedKey) is not null))
            {
                names.Add(method.MethodKind == MethodKind.Constructor ? taker.Name : method.Name);
            }
        }

        INamedTypeSymbol?[] askers = [Find(compilation, "Dataface.Flags.IFlags"),
            Find(compilation, "Dataface.Flags.AspNetCore.IRequestFlags")];
        foreach (var attribute in names.Where(n => n.EndsWith("Attribute", StringComparison.Ordinal)).ToList())
        {
            names.Add(attribute.Substring(0, attribute.Length - "Attribute".Length));
        }

        return new(typedKey, [.. askers.OfType<INamedTypeSymbol>()], names, compilation.GetSpecialType(SpecialType.System_Boolean));
    }

    /// <summary>The parameter that names the flag, or null.</summary>
    public IParameterSymbol? KeyOf(IMethodSymbol method) => KeyOf(method, _typedKey);

    /// <summary>Whether a type is a typed handle.</summary>
    public bool IsHandle(ITypeSymbol? type) => SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, _typedKey);

    /// <summary>What a member does with a flag; null when it takes none.</summary>
    public FlagUseKind? KindOf(IMethodSymbol method) => _kinds.GetOrAdd((method.ReducedFrom ?? method).OriginalDefinition, Classify);

    /// <summary>Whether a type is one of the library's that answer for flags, or implements one.</summary>
    public bool IsAsker(ITypeSymbol? type) =>
        type is not null && (_askers.Contains(type, SymbolEqualityComparer.Default)
            || type.AllInterfaces.Any(i => _askers.Contains(i, SymbolEqualityComparer.Default)));

    /// <summary>Whether an assembly or namespace is the library's, whichever of its packages it belongs to.</summary>
    public static bool IsLibrary(string? name) =>
        name is not null && (name == Assembly || name.StartsWith(Assembly + ".", StringComparison.Ordinal));

    /// <summary>Whether a type is the library's own.</summary>
    public static bool IsOurs(ITypeSymbol? type, string name) => type?.Name == name && IsLibrary(type.ContainingAssembly?.Name);

    /// <summary>The type of flag that a .NET type stands for; null for objects of the caller's types, and for what is open.</summary>
    public static FlagType? TypeOf(ITypeSymbol? type) => type?.SpecialType switch
    {
        SpecialType.System_Boolean => FlagType.Boolean,
        SpecialType.System_String => FlagType.Text,
        SpecialType.System_Int64 or SpecialType.System_Int32 => FlagType.Integer,
        SpecialType.System_Double or SpecialType.System_Decimal => FlagType.Number,
        SpecialType.None when type is INamedTypeSymbol { TypeKind: TypeKind.Class, IsGenericType: false } => FlagType.Object,
        _ => null,
    };

    /// <summary>The same as C# writes it; object for a type of the caller's.</summary>
    public static string? NameOf(ITypeSymbol? type) => TypeOf(type) switch
    {
        null => null,
        FlagType.Object => "object",
        _ => type!.ToDisplayString(
            SymbolDisplayFormat.MinimallyQualifiedFormat.WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.UseSpecialTypes)),
    };

    private FlagUseKind? Classify(IMethodSymbol method)
    {
        if (KeyOf(method) is null) return null;
        var type = method.ContainingType;
        if (IsAsker(type))
        {
            if (method.Name == "Explain") return FlagUseKind.Explanation;
            if (method.Name == "EvaluateVariant") return FlagUseKind.Other;
            if (method.Name.StartsWith("Force", StringComparison.Ordinal)) return FlagUseKind.Forced;
            return IsQuestion(method.Name) ? FlagUseKind.Evaluation : null;
        }

        if (!IsLibrary(type.ContainingAssembly?.Name)) return null;
        return type.Name switch
        {
            "FlagKey" => type.IsStatic ? FlagUseKind.Handle : null,
            "RequireFlagAttribute" or "RequireFlagConventionBuilderExtensions" => FlagUseKind.Gate,
            "FlagNumberExtensions" => FlagUseKind.Evaluation,
            "AmbientFlags" or "ForceFlagAttribute" or "FlagOnAndOffAttribute" => FlagUseKind.Forced,
            _ => FlagUseKind.Other,
        };
    }

    private static bool IsQuestion(string name) =>
        name == "IsEnabled" || name.StartsWith("Get", StringComparison.Ordinal) || name.StartsWith("Evaluate", StringComparison.Ordinal);

    private static IParameterSymbol? KeyOf(IMethodSymbol method, INamedTypeSymbol typedKey) => method.Parameters.FirstOrDefault(p =>
        SymbolEqualityComparer.Default.Equals(p.Type.OriginalDefinition, typedKey)
        || (p.Type.SpecialType == SpecialType.System_String && p.Name is "key" or "flag")
        || (p.IsParams && p.Name is "keys" && p.Type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_String }));

    private static INamedTypeSymbol? Find(Compilation compilation, string name) => compilation.GetTypesByMetadataName(name)
        .FirstOrDefault();
}
