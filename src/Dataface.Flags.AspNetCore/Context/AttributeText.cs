using System.Globalization;

namespace Dataface.Flags.AspNetCore.Context;

/// <summary>Sets an attribute to what the text of a request is as a type.</summary>
internal static class AttributeText
{
    /// <summary>A sign, a point and as many digits as a decimal holds in any case. Longer numbers are ignored.</summary>
    private const int LongestNumber = 30;

    private const int ShortestInstant = 10;
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <summary>Sets the attribute; false when the text is none of the type.</summary>
    public static bool TrySet(EvaluationContextBuilder context, AttributeSource attribute, string name, string text)
    {
        switch (attribute.Type)
        {
            case AttributeType.Number when TryDecimal(text, out var number):
                context.Set(name, number, attribute.IsPrivate);
                return true;
            case AttributeType.Number when TryDouble(text, out var number):
                context.Set(name, number, attribute.IsPrivate);
                return true;
            case AttributeType.Boolean when bool.TryParse(text, out var boolean):
                context.Set(name, boolean, attribute.IsPrivate);
                return true;
            case AttributeType.Instant when TryInstant(text, out var instant):
                context.Set(name, instant, attribute.IsPrivate);
                return true;
            case AttributeType.Text:
                context.Set(name, text, attribute.IsPrivate);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Sets a list of text or of numbers; false when one of the texts is no number.</summary>
    public static bool TrySetList(EvaluationContextBuilder context, AttributeSource attribute, string name, string[] texts)
    {
        var (decimals, doubles) = (new decimal[texts.Length], new double[texts.Length]);
        if (attribute.Type != AttributeType.Number) context.SetList(name, texts);
        else if (TryEach(texts, decimals, TryDecimal)) context.SetList(name, decimals);
        else if (TryEach(texts, doubles, TryDouble)) context.SetList(name, doubles);
        else return false;
        return true;
    }

    private delegate bool Parser<TNumber>(string text, out TNumber number);

    private static bool TryEach<TNumber>(string[] texts, TNumber[] numbers, Parser<TNumber> parse)
    {
        for (var i = 0; i < texts.Length; i++)
        {
            if (!parse(texts[i], out numbers[i])) return false;
        }

        return true;
    }

    private static bool TryDecimal(string text, out decimal number)
    {
        number = 0;
        return text.Length <= LongestNumber && decimal.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Numbers with an exponent.</summary>
    private static bool TryDouble(string text, out double number)
    {
        number = 0;
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return text.Length <= LongestNumber
            && double.TryParse(text, Styles, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    private static bool TryInstant(string text, out DateTimeOffset instant)
    {
        if (text.Length >= ShortestInstant && text[4] == '-' && text[7] == '-')
        {
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out instant);
        }

        instant = default;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)) return false;
        if (seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds() || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()) return false;
        instant = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }
}
