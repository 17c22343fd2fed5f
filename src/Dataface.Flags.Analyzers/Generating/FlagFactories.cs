using System.Globalization;
using Dataface.Flags.Analyzers.Documents;
using Dataface.Flags.Analyzers.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Dataface.Flags.Analyzers.Generating;

/// <summary>Which members of <c>FlagKey</c> make handles of which type, in the library that the project references.</summary>
/// <param name="Members">Types in C#, each with the member that makes its handles: <c>long</c>, <c>Integer</c>.</param>
/// <param name="ObjectMember">The one that makes handles of objects.</param>
internal sealed record FlagFactories(EquatableArray<(string Type, string Member)> Members, string ObjectMember)
{
    private const string Home = "global::Dataface.Flags.FlagKey";

    private static readonly string[] Fractions = ["double", "decimal"];

    /// <summary>None where the project does not know the library.</summary>
    public static FlagFactories Of(Compilation compilation)
    {
        var methods = compilation.GetTypeByMetadataName("Dataface.Flags.FlagKey")?.GetMembers().OfType<IMethodSymbol>().ToList() ?? [];
        var members = methods.Where(IsFactory).Select(m => (Type: Answer(m).ToDisplayString(), Member: m.Name))
            .OrderBy(m => m.Type, StringComparer.Ordinal);
        return new(new EquatableArray<(string, string)>([.. members]), methods.Find(m => m.IsGenericMethod)?.Name ?? "");
    }

    public bool Makes(string type) => MemberOf(type) is not null;

    /// <summary>The type that a flag's handle has unless the project names one; null for objects and for numbers that no type
    /// holds.</summary>
    public string? DefaultOf(FlagModel flag) => flag.Type switch
    {
        FlagType.Boolean => "bool",
        FlagType.Text => "string",
        FlagType.Integer => "long",
        FlagType.Number => Fractions.FirstOrDefault(type => Makes(type) && Fits(flag, type)),
        _ => null,
    };

    /// <summary>Whether all variants of a flag can be values of a type.</summary>
    public static bool Fits(FlagModel flag, string type) => type switch
    {
        "bool" => flag.Type == FlagType.Boolean,
        "string" => flag.Type == FlagType.Text,
        "long" => flag.Type == FlagType.Integer,
        "int" => flag.Type == FlagType.Integer && flag.Variants.All(v => v.Number.Integer is >= int.MinValue and <= int.MaxValue),
        "double" => IsNumeric(flag) && flag.Variants.All(v => v.Number.IsExactDouble),
        "decimal" => IsNumeric(flag) && flag.Variants.All(v => JsonNumber.IsExactDecimal(v.Text)),
        _ => false,
    };

    /// <summary>The expression that makes a handle.</summary>
    public string Make(FlagModel flag, string type)
    {
        var key = Literal(flag.Key);
        return type == "bool" ? $"{Home}.{MemberOf(type)}({key})" : $"{Home}.{MemberOf(type)}({key}, {Literal(flag.Off, type)})";
    }

    /// <summary>The expression that makes a handle of objects.</summary>
    public string MakeObject(FlagModel flag, HandleSetting setting) =>
        $"{Home}.{ObjectMember}<global::{setting.Type}>({Literal(flag.Key)}, global::{setting.Fallback}, global::{setting.TypeInfo})";

    /// <summary>Text as a C# literal on one line.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>A variant's value as a C# literal of a type.</summary>
    public static string Literal(VariantModel variant, string type) => type switch
    {
        "string" => Literal(variant.Text),
        "bool" => variant.IsTrue ? "true" : "false",
        "long" => variant.Number.Integer.ToString(CultureInfo.InvariantCulture) + "L",
        "int" => variant.Number.Integer.ToString(CultureInfo.InvariantCulture),
        "decimal" => decimal.Parse(variant.Text, NumberStyles.Float, CultureInfo.InvariantCulture)
            .ToString(CultureInfo.InvariantCulture) + "M",
        _ => Double(variant.Number.AsDouble) + "D",
    };

    private string? MemberOf(string type) => Members.FirstOrDefault(m => m.Type == type).Member;

    private static bool IsNumeric(FlagModel flag) => flag.Type is FlagType.Integer or FlagType.Number;

    /// <summary>The shortest spelling that is the number itself, on every runtime that a compiler has.</summary>
    private static string Double(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var read) && read.Equals(value)
            ? text
            : value.ToString("G17", CultureInfo.InvariantCulture);
    }

    private static ITypeSymbol Answer(IMethodSymbol method) => ((INamedTypeSymbol)method.ReturnType).TypeArguments[0];

    private static bool IsFactory(IMethodSymbol method) =>
        method is { IsStatic: true, DeclaredAccessibility: Accessibility.Public, IsGenericMethod: false }
        && method.ReturnType is INamedTypeSymbol { Name: "FlagKey", TypeArguments.Length: 1 }
        && Answer(method).SpecialType != SpecialType.None
        && method.Parameters.FirstOrDefault()?.Type.SpecialType == SpecialType.System_String
        && method.Parameters.Skip(1).All(p => p.IsOptional || SymbolEqualityComparer.Default.Equals(p.Type, Answer(method)));
}
