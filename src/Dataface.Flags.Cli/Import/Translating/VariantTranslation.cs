using System.Text.Json;
using Dataface.Flags.Cli.Import.Source;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Import.Translating;

/// <summary>Translates a flag's variants: their names, values of one type, and the off variant.</summary>
internal sealed class VariantTranslation(FlagScope scope)
{
    private static readonly string[] Known = ["name", "configurationValue", "configurationReference", "statusOverride"];

    /// <param name="list">The variants; null for none.</param>
    /// <param name="whenDisabled">The old variant of those for whom the flag is off; null for none.</param>
    public VariantPlan Read(SourceNode? list, string? whenDisabled)
    {
        var variants = list is null ? [] : list.Listed().Select(Read).DistinctBy(v => v.Name, StringComparer.Ordinal).ToList();
        var overrides = variants.ToDictionary(v => v.Name, v => v.Override, StringComparer.Ordinal);
        if (variants.Count == 0) return VariantPlan.OnOrOff(overrides);
        if (variants.TrueForAll(v => v.Value is null) && variants.Exists(v => v.Override is not null))
        {
            scope.Approximated(list!.Path, "No variant has a value, and what they override is all they do: the flag is on or off. Code "
                + "that asks for the variant's name gets on or off.");
            return VariantPlan.OnOrOff(overrides);
        }

        foreach (var variant in variants.Where(v => v.Override is not null))
            scope.LeftOut(
                variant.Path,
                "status_override was left out: a flag with values is not also on or off. Compare the value in code instead.");
        return Plan(list!, variants, overrides, whenDisabled);
    }

    private SourceVariant Read(SourceNode node)
    {
        var name = node["name"]?.Text is { Length: > 0 } text
            ? text
            : throw new ImportFaultException(node.Path, "The variant has no name.", "Give it one.");
        foreach (var (key, other) in node.Members.Where(m => !Array.Exists(Known, known => SourceNode.IsNamed(m.Key, known))))
            scope.LeftOut(other.Path, $"A variant has no '{key}'.");
        return new(name, node.Path, Value(node), Override(node["statusOverride"]));
    }

    /// <summary>The value that the variant has, or that stands where it refers to.</summary>
    private JsonElement? Value(SourceNode variant)
    {
        var own = variant["configurationValue"] is { IsNull: false } value ? value : null;
        if (variant["configurationReference"] is not { Text: { Length: > 0 } place } reference) return own?.ToJson();
        if (own is not null)
        {
            scope.LeftOut(reference.Path, "The variant has a value of its own.");
            return own.ToJson();
        }

        if (scope.File.At(place) is not { IsNull: false } there)
        {
            scope.LeftOut(reference.Path, $"The file has nothing at '{place}'. Write the value into the variant.");
            return null;
        }

        scope.Translated(reference.Path, $"The value of '{place}' stands in the variant now; a change there no longer changes it.");
        return there.ToJson();
    }

    private static bool? Override(SourceNode? node) => node?.Text?.ToUpperInvariant() switch
    {
        null or "" or "NONE" => null,
        "ENABLED" => true,
        "DISABLED" => false,
        _ => throw new ImportFaultException(node!.Path, $"There is no status '{node.Text}'.", "Write Enabled, Disabled or None."),
    };

    private VariantPlan Plan(
        SourceNode list, List<SourceVariant> variants, IReadOnlyDictionary<string, bool?> overrides, string? whenDisabled)
    {
        var values = new VariantValues(scope).Of(list, variants);
        var names = Names(variants, values);
        var named = variants.Select((v, index) => new Variant(names[v.Name], values[index])).ToList();
        var off = whenDisabled is not null && names.TryGetValue(whenDisabled, out var name) ? name : null;
        if (off is not null && named.Find(v => v.Name == off)!.Value.ValueKind == JsonValueKind.True)
        {
            scope.Approximated(list.Path, $"'{off}' is true, and so it cannot be what failures return. They return false; '{off}' is still "
                + "served to those for whom the flag is off.");
            off = null;
        }

        if (off is null || named.Count < 2) off = AddOff(list, named, off);
        return new([.. named.OrderBy(v => v.Name, StringComparer.Ordinal)], off, names, overrides);
    }

    /// <summary>Adds an off variant where there is none; to a single variant that is off, something to compare it with.</summary>
    private string AddOff(SourceNode list, List<Variant> named, string? off)
    {
        var name = off is null ? VariantPlan.OffName : "other";
        while (named.Exists(v => v.Name == name)) name = $"{name}-added";
        named.Add(new(name, VariantValues.Neutral(named[0].Value)));
        scope.Approximated(list.Path, off is null
            ? $"Added a variant '{name}'. It is returned on failures, and to users who had no variant."
            : $"A flag needs at least two variants, so '{name}' was added. No user gets it.");
        return off ?? name;
    }

    private Dictionary<string, string> Names(List<SourceVariant> variants, IReadOnlyList<JsonElement> values)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var keys = new KeyNames(variants.Select(v => v.Name));
        for (var i = 0; i < variants.Count; i++)
        {
            var name = keys.Next(variants[i].Name, "variant");
            if ((name, values[i].ValueKind) is (VariantPlan.OffName, JsonValueKind.True) or (VariantPlan.OnName, JsonValueKind.False))
                name = keys.Next($"{name}-variant", "variant");
            if (name != variants[i].Name)
                scope.Approximated(variants[i].Path, $"The variant is called '{name}', because of its form or value.");
            names.Add(variants[i].Name, name);
        }

        return names;
    }
}
