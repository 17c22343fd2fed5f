using System.Text.Json;

namespace Dataface.Flags.Documents.Reading;

/// <summary>Reads a flag's variants.</summary>
internal static class VariantsReader
{
    private static readonly JsonElement False = JsonElement.Parse("false");
    private static readonly JsonElement True = JsonElement.Parse("true");
    private static readonly Variant[] OffAndOn = [new("off", False), new("on", True)];
    private static readonly JsonDocumentOptions StrictOptions =
        new() { AllowDuplicateProperties = false, MaxDepth = JsonTreeParser.MaxDepth };

    /// <summary>The variants in ordinal order of their names, and the off variant; no variants when they cannot be read.</summary>
    public static (IReadOnlyList<Variant> Variants, string Off) Read(DocumentScope scope, Fields flag)
    {
        var node = flag["variants"];
        if (node == 0) return (OffAndOn, CheckedOff(scope, flag, OffAndOn, "off"));
        var variants = new List<Variant>();
        foreach (var (name, value) in scope.Entries(node, "variants"))
        {
            if (TryValue(scope, value, out var json)) variants.Add(new(name, json));
        }

        variants.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        CheckTogether(scope, node, variants);
        IReadOnlyList<Variant> read = IsOffAndOn(variants) ? OffAndOn : [.. variants];
        return (read, CheckedOff(scope, flag, read, null));
    }

    /// <summary>Most flags have these variants, written or not, and share one list of them.</summary>
    private static bool IsOffAndOn(List<Variant> variants) =>
        variants is [{ Name: "off", Value.ValueKind: JsonValueKind.False }, { Name: "on", Value.ValueKind: JsonValueKind.True }];

    private static string CheckedOff(DocumentScope scope, Fields flag, IReadOnlyList<Variant> variants, string? fallback)
    {
        var off = ReadOff(scope, flag, variants, fallback);
        CheckOff(scope, flag["variants"], flag["offVariant"], variants, off);
        return off;
    }

    /// <summary>A boolean flag is off when everything fails, and what its variants are called is what they do.</summary>
    private static void CheckOff(DocumentScope scope, int node, int offNode, IReadOnlyList<Variant> variants, string off)
    {
        if (variants.Any(v => v.Name == off && v.Value.ValueKind == JsonValueKind.True))
        {
            scope.Error(
                ProblemCode.OffIsOn, offNode,
                    $"The off variant '{off}' is true, so that the flag would be on for everybody whenever anything fails, and when it is "
                    + $"killed.",
                "Make the off variant false, and turn the condition in the code around: \"variants\": { \"off\": false, \"on\": true }, "
                + "\"offVariant\": \"off\".");
        }
        else if (variants.FirstOrDefault(
            v => (v.Name, v.Value.ValueKind) is ("off", JsonValueKind.True) or ("on", JsonValueKind.False)) is { } swapped)
        {
            scope.Error(
                ProblemCode.OffIsOn, node,
                    $"The variant '{swapped.Name}' is {(swapped.Name == "off" ? "true" : "false")}, the opposite of its name.",
                "Write \"variants\": { \"off\": false, \"on\": true }, \"offVariant\": \"off\", or other names.");
        }
    }

    private static void CheckTogether(DocumentScope scope, int node, List<Variant> variants)
    {
        if (variants.Count < 2 && scope.Tree.KindOf(node) == JsonNodeKind.Object)
        {
            scope.Error(ProblemCode.TooFewVariants, node, "A flag needs at least two variants.",
                "Add the off variant and what it is compared with.");
        }

        if (variants.Exists(v => v.Kind != variants[0].Kind))
        {
            var kinds = string.Join(", ", variants.Select(v => $"{v.Name} is {v.Kind}"));
            scope.Error(
                ProblemCode.MixedVariants, node, $"The variants are of different types: {DocumentScope.Shown(kinds)}.",
                "Make all of them booleans, strings, numbers or objects.");
        }
    }

    private static string ReadOff(DocumentScope scope, Fields flag, IReadOnlyList<Variant> variants, string? fallback)
    {
        if (flag["offVariant"] is var node && node == 0)
        {
            if (fallback is not null) return fallback;
            scope.Error(
                ProblemCode.MissingProperty, flag.Owner, "'offVariant' is missing; it is mandatory where 'variants' is given.",
                "Name the variant that every failure returns, such as \"offVariant\": \"off\".");
            return "";
        }

        if (!scope.TryText(node, "offVariant", out var name)) return "";
        if (variants.Count > 0 && variants.All(v => v.Name != name)) UnknownVariant(scope, node, name, variants);
        return name;
    }

    /// <summary>Says that a flag has no variant of a name.</summary>
    public static void UnknownVariant(DocumentScope scope, int node, string name, IReadOnlyList<Variant> variants)
    {
        var names = variants.Select(v => v.Name).ToArray();
        var near = Spelling.Nearest(name, names);
        scope.Error(
            ProblemCode.UnknownVariant, node, $"The flag has no variant '{DocumentScope.Shown(name)}'.",
            near is null ? $"Name one of {DocumentScope.Shown(string.Join(", ", names))}." : $"Did you mean '{near}'?");
    }

    private static bool TryValue(DocumentScope scope, int node, out JsonElement value)
    {
        value = False;
        switch (scope.Tree.KindOf(node))
        {
            case JsonNodeKind.False:
                return true;
            case JsonNodeKind.True:
                value = True;
                return true;
            case JsonNodeKind.String:
                return scope.TryText(node, "variant", out _) && TryParse(scope, node, out value);
            case JsonNodeKind.Number:
                return ScalarReader.TryNumber(scope, node, "variant", out _) && TryParse(scope, node, out value);
            case JsonNodeKind.Object:
                return TryParse(scope, node, out value);
            default:
                scope.Error(
                    ProblemCode.UnsupportedVariant, node, "A variant cannot be null or an array.",
                    "Write a boolean, a string, a number or an object.");
                return false;
        }
    }

    private static bool TryParse(DocumentScope scope, int node, out JsonElement value)
    {
        try
        {
            value = CanonicalJson.Of(JsonElement.Parse(scope.Tree.Whole(node).Span, StrictOptions));
            return true;
        }
        catch (JsonException)
        {
            // Syntax and depth were checked with the whole document, so that only a property given twice remains.
            value = False;
            scope.Error(ProblemCode.DuplicateProperty, node, "The variant's object has a property that is given twice.",
                "Keep one of the two.");
            return false;
        }
        catch (InvalidOperationException)
        {
            value = False;
            scope.Error(
                ProblemCode.BrokenText, node, "The variant's object holds half of a surrogate pair.",
                "Write the whole character, or its two \\u escapes.");
            return false;
        }
    }
}
