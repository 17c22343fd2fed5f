using System.Text.Json;
using Dataface.Flags.Cli.Import.Deciding;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Import.Translating;

/// <summary>A variant of Microsoft's schema.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Path">Where it stands.</param>
/// <param name="Value">Its value; null for none.</param>
/// <param name="Override">What it makes of the flag's being on: true, false, or null for nothing.</param>
internal sealed record SourceVariant(string Name, string Path, JsonElement? Value, bool? Override);

/// <summary>The variants of an imported flag, and which of them stands for one of the old ones.</summary>
/// <param name="Variants">The variants in ordinal order of their names.</param>
/// <param name="Off">The off variant.</param>
/// <param name="Names">The new name of each old one; null where the flag says on or off by what its variants override.</param>
/// <param name="Overrides">What each old one makes of the flag's being on.</param>
internal sealed record VariantPlan(
    IReadOnlyList<Variant> Variants, string Off, IReadOnlyDictionary<string, string>? Names, IReadOnlyDictionary<string, bool?> Overrides)
{
    public const string OffName = "off";
    public const string OnName = "on";

    private static readonly Variant[] OffAndOn = [new(OffName, JsonElement.Parse("false")), new(OnName, JsonElement.Parse("true"))];

    /// <summary>A flag that is on or off.</summary>
    public static VariantPlan OnOrOff(IReadOnlyDictionary<string, bool?> overrides) => new(OffAndOn, OffName, null, overrides);

    /// <summary>Who gets what when an old variant, or none, is assigned.</summary>
    /// <param name="variant">The old variant's name; null for none.</param>
    /// <param name="isEnabled">Whether the filters had the flag on.</param>
    public Mix Of(string? variant, bool isEnabled)
    {
        if (Names is not null) return Mix.Of(variant is not null && Names.TryGetValue(variant, out var name) ? name : Off);
        var isOn = variant is not null && Overrides.GetValueOrDefault(variant) is { } overridden ? overridden : isEnabled;
        return Mix.Of(isOn ? OnName : OffName);
    }
}
