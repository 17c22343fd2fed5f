using System.Text.Json;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Testing.Forcing;

/// <summary>The definition of a forced flag: one variant for everybody, whatever rules, rollout, prerequisites and expiry say.</summary>
internal static class ForcedDefinition
{
    private const string Off = "off";
    private const string On = "on";
    private const string Forced = "forced";

    /// <summary>A defined flag, forced; null when it has no such variant.</summary>
    public static FlagDefinition? Of(FlagDefinition flag, ForcedValue value, string environment) =>
        value.Among(flag.Variants) is { } variant ? Serving(flag, variant, environment) : null;

    /// <summary>A flag that no document defines, forced; null when it is forced to a variant, which nobody has defined.</summary>
    public static FlagDefinition? Of(string key, ForcedValue value, string environment)
    {
        if (value.Json is not { } json) return null;
        var variants = Variants(json);
        var flag = new FlagDefinition
        {
            Key = key,
            Owner = Forced,
            Created = DateOnly.MinValue,
            Expires = DateOnly.MaxValue,
            Variants = variants,
            OffVariant = Off,
            BucketBy = EvaluationContext.DefaultUnit,
            Salt = key,
        };
        return Serving(flag, value.Among(variants)!, environment);
    }

    /// <summary>In ordinal order of their names, as the compiler expects.</summary>
    private static Variant[] Variants(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [new(Forced, value), new(Off, ForcedValue.Of("").Json!.Value)],
        JsonValueKind.Number => [new(Forced, value), new(Off, ForcedValue.Of(0L).Json!.Value)],
        _ => [new(Off, ForcedValue.Of(false).Json!.Value), new(On, ForcedValue.Of(true).Json!.Value)],
    };

    private static FlagDefinition Serving(FlagDefinition flag, string variant, string environment) => flag with
    {
        Expires = DateOnly.MaxValue,
        Renewals = [],
        Layer = null,
        Requires = [],
        Guard = null,
        Environments = new Dictionary<string, EnvironmentDefinition> { [environment] = new() { Rules = [], Serve = variant } },
    };
}
