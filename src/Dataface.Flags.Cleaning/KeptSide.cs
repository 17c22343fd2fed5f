using System.Globalization;
using Dataface.Flags.Analyzers.Documents;

namespace Dataface.Flags.Cleaning;

/// <summary>The flag that goes, and the variant of it that stays.</summary>
/// <param name="Key">The flag's key.</param>
/// <param name="Variant">The variant's name.</param>
/// <param name="Value">Its value: a bool, a string or a number as a decimal or double; null for an object.</param>
internal sealed record KeptSide(string Key, string Variant, object? Value)
{
    /// <summary>The side of a boolean flag.</summary>
    public static KeptSide Of(string key, bool isOn) => new(key, isOn ? "on" : "off", isOn);

    /// <summary>The side of a flag as its document has it.</summary>
    public static KeptSide Of(FlagModel flag, VariantModel variant) => new(flag.Key, variant.Name, flag.Type switch
    {
        FlagType.Boolean => variant.IsTrue,
        FlagType.Text => variant.Text,
        FlagType.Object => null,
        _ => decimal.TryParse(variant.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : double.Parse(variant.Text, NumberStyles.Float, CultureInfo.InvariantCulture),
    });

    public bool IsOn => Value is true;

    /// <summary>The value as a .NET type has it; null when it has no literal of that type.</summary>
    public object? As(string type)
    {
        try
        {
            return (type, Value) switch
            {
                ("bool", bool on) => on,
                ("string", string text) => text,
                ("double", decimal or double) => Convert.ToDouble(Value, CultureInfo.InvariantCulture),
                ("decimal", decimal number) => number,
                ("long", decimal number) when number == decimal.Truncate(number) => (long)number,
                ("int", decimal number) when number == decimal.Truncate(number) => (int)number,
                _ => null,
            };
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
