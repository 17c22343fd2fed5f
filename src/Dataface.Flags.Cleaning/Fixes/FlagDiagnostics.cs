using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Cleaning.Fixes;

/// <summary>What the analyzers' diagnostics say of a flag that can go, in their properties.</summary>
internal static class FlagDiagnostics
{
    /// <summary>The flag's key.</summary>
    public const string Key = "flag";

    /// <summary>The names of the variants that may stay, the likeliest first, one a line.</summary>
    public const string Variants = "variants";

    /// <summary>Their values, one a line: <c>b:true</c>, <c>n:5</c>, or <c>s:</c> and a text in percent-encoding.</summary>
    public const string Values = "values";

    /// <summary>The diagnostics that say that a flag is decided, expired or soon will be.</summary>
    public static ImmutableArray<string> Ids { get; } = ["DFA0003", "DFA0004", "DFA0005"];

    /// <summary>The sides that a diagnostic offers; none when it does not say them.</summary>
    public static IEnumerable<FlagSide> SidesOf(Diagnostic diagnostic)
    {
        if (!diagnostic.Properties.TryGetValue(Key, out var key) || key is null) yield break;
        if (!diagnostic.Properties.TryGetValue(Variants, out var variants) || !diagnostic.Properties.TryGetValue(Values, out var values)) yield break;
        var (names, written) = (variants!.Split('\n'), values!.Split('\n'));
        for (var i = 0; i < names.Length && i < written.Length; i++)
        {
            if (Read(written[i]) is { } value) yield return new(key, names[i], value);
        }
    }

    private static object? Read(string value) => value.Length < 2 ? null : (value[0], value.Substring(2)) switch
    {
        ('b', var on) => on == "true",
        ('n', var digits) when decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        ('s', var text) => Uri.UnescapeDataString(text),
        _ => null,
    };
}
