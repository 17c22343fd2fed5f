using Dataface.Flags.Analyzers.Json;
using Dataface.Flags.Documents;
using Microsoft.CodeAnalysis.Text;

namespace Dataface.Flags.Analyzers.Documents;

/// <summary>Reads a flag's variants.</summary>
internal static class VariantModelReader
{
    /// <summary>The variants in ordinal order of their names, with the places of the names, and their type.</summary>
    public static (IReadOnlyList<(VariantModel Model, TextSpan Span)> Variants, FlagType Type) Read(ModelScope scope, PlacedNode flag,
        TextSpan owner)
    {
        if (flag["variants"]?.Value is not { } node) return ([(new("off", "false", default), owner),
            (new("on", "true", default), owner)], FlagType.Boolean);
        var properties = scope.Named(node, "variants").Where(p => IsSound(scope, p.Value)).OrderBy(p => p.Name, StringComparer.Ordinal)
            .ToList();
        if (node.Kind == JsonKind.Object && properties.Count < 2)
        {
            scope.Problem(node.Span, "A flag needs at least two variants. Add the off variant and what it is compared with.");
        }

        if (properties.Exists(p => p.Value.Kind != properties[0].Value.Kind))
        {
            scope.Problem(node.Span, "The variants are of different types. Make all of them booleans, strings, numbers or objects.");
        }

        var variants = properties.ConvertAll(p => (Model(scope, p), p.NameSpan));
        return (variants, TypeOf(properties.Count == 0 ? JsonKind.Boolean : properties[0].Value.Kind, [.. variants.Select(v => v.Item1)]));
    }

    /// <summary>The name of the off variant, which must be one of them and never be on.</summary>
    public static string Off(ModelScope scope, PlacedNode flag, TextSpan owner, IReadOnlyList<VariantModel> variants, FlagType type)
    {
        var isWritten = flag["variants"] is not null;
        if (isWritten && flag["offVariant"] is null)
        {
            scope.Problem(owner,
                "'offVariant' is missing; it is mandatory where 'variants' is given. Name the variant that every failure returns, such as "
                + "\"offVariant\": \"off\".");
        }

        var name = flag["offVariant"] is null ? "off" : scope.Text(flag, "offVariant");
        if (name is null || (isWritten && flag["offVariant"] is null)) return "";
        var off = variants.FirstOrDefault(v => v.Name == name);
        var span = (flag["offVariant"]?.Value ?? flag).Span;
        if (off is null)
        {
            var near = Spelling.Nearest(name, variants.Select(v => v.Name));
            scope.Problem(span, $"The flag has no variant '{ModelScope.Shown(name)}'.{(near is null ? "" : $" Did you mean '{near}'?")}");
        }
        else if (type == FlagType.Boolean && (off.IsTrue || variants.Any(v => (v.Name, v.Text) is ("off", "true") or ("on", "false"))))
        {
            scope.Problem(span,
                "The off variant is true, or a variant is the opposite of its name. Write \"variants\": { \"off\": false, \"on\": true }, "
                + "\"offVariant\": \"off\".");
        }

        return name;
    }

    private static VariantModel Model(ModelScope scope, JsonProperty property)
    {
        var (name, _, value) = property;
        if (value.Kind == JsonKind.Object) return new(name, Canonical.Write(value), default);
        var number = default(JsonNumber);
        if (value.Kind == JsonKind.Number && !JsonNumber.TryParse(value.Text, out number))
        {
            scope.Problem(value.Span,
                $"'variant' is {ModelScope.Shown(value.Text)}, which cannot be kept and would equal another number. Write a whole number "
                + $"of 64 bits, one of fewer digits, or a string.");
        }

        return new(name, value.Text, number);
    }

    private static FlagType TypeOf(JsonKind kind, IReadOnlyList<VariantModel> variants) => kind switch
    {
        JsonKind.Text => FlagType.Text,
        JsonKind.Object => FlagType.Object,
        JsonKind.Number => variants.All(v => v.Number.IsInteger) ? FlagType.Integer : FlagType.Number,
        _ => FlagType.Boolean,
    };

    private static bool IsSound(ModelScope scope, PlacedNode value)
    {
        var before = scope.Count;
        if (value.Kind is JsonKind.Null or JsonKind.List) scope.Problem(value.Span,
            "A variant cannot be null or an array. Write a boolean, a string, a number or an object.");
        else Check(scope, value);
        return scope.Count == before;
    }

    /// <summary>An object is read by somebody's type: what is given twice, or is no text, would be read in two ways.</summary>
    private static void Check(ModelScope scope, PlacedNode value)
    {
        if (value.Kind == JsonKind.Text && !ModelScope.IsWhole(value.Text)) scope.Problem(value.Span,
            "The variant holds half of a surrogate pair; write the whole character.");
        foreach (var item in value.Items) Check(scope, item);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in value.Properties)
        {
            if (!names.Add(property.Name)) scope.Problem(property.NameSpan,
                "The variant's object has a property that is given twice. Keep one of the two.");
            if (!ModelScope.IsWhole(property.Name)) scope.Problem(property.NameSpan,
                "The variant's object holds half of a surrogate pair; write the whole character.");
            Check(scope, property.Value);
        }
    }
}
