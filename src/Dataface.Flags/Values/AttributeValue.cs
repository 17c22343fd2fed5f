using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Dataface.Flags.Bucketing;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Values;

/// <summary>The type of an attribute.</summary>
internal enum AttributeKind : byte
{
    None,
    Text,
    Integer,
    Number,

    /// <summary>A number that is not quite this double, and so equals nothing; it can only be above or below.</summary>
    RoundedNumber,
    Boolean,
    Instant,
    TextList,
    NumberList,
}

/// <summary>A typed attribute without boxing. The default is none: a context leaves it out.</summary>
internal readonly struct AttributeValue
{
    /// <summary>Enough for the text of any decimal and any integer.</summary>
    private const int LongestNumber = 64;

    private readonly object? _reference;
    private readonly long _bits;

    private AttributeValue(AttributeKind kind, object? reference, long bits, bool isPrivate = false)
    {
        Kind = kind;
        IsPrivate = isPrivate;
        _reference = reference;
        _bits = bits;
    }

    public AttributeKind Kind { get; }

    /// <summary>Whether the value takes part in rules only, and is shown to nobody.</summary>
    public bool IsPrivate { get; }

    /// <summary>Valid for <see cref="AttributeKind.Text"/>.</summary>
    public string Text => Unsafe.As<string>(_reference!);

    /// <summary>Valid for <see cref="AttributeKind.TextList"/>.</summary>
    public string[] Texts => Unsafe.As<string[]>(_reference!);

    /// <summary>Valid for <see cref="AttributeKind.NumberList"/>: each an integer, a number or a rounded number.</summary>
    public AttributeValue[] Numbers => Unsafe.As<AttributeValue[]>(_reference!);

    /// <summary>Valid for <see cref="AttributeKind.Integer"/>.</summary>
    public long Integer => _bits;

    /// <summary>Valid for <see cref="AttributeKind.Number"/> and <see cref="AttributeKind.RoundedNumber"/>.</summary>
    public double Number => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>Valid for <see cref="AttributeKind.Boolean"/>.</summary>
    public bool Boolean => _bits != 0;

    /// <summary>Valid for <see cref="AttributeKind.Instant"/>: UTC ticks.</summary>
    public long Ticks => _bits;

    /// <summary>Where a text keeps what it was read as: it has no other use for the bits.</summary>
    public static ref long ReadingOf(ref AttributeValue text) => ref Unsafe.AsRef(in text._bits);

    public static AttributeValue Of(string? value) => value is null ? default : new(AttributeKind.Text, value, 0);

    public static AttributeValue Of(long? value) => value is { } integer ? new(AttributeKind.Integer, null, integer) : default;

    /// <summary>Beyond a long it is the number that the same digits are in JSON.</summary>
    public static AttributeValue Of(ulong? value)
    {
        if (value is not { } integer) return default;
        return integer <= long.MaxValue ? Of((long)integer) : Parsed(integer);
    }

    /// <summary>The number that the same digits are in JSON: 0.1f is the 0.1 of a document.</summary>
    public static AttributeValue Of(float? value) => value is { } number && float.IsFinite(number) ? Parsed(number) : Of((double?)value);

    public static AttributeValue Of(char? value) => Of(value?.ToString());

    public static AttributeValue Of(double? value) =>
        value is { } number ? new(AttributeKind.Number, null, BitConverter.DoubleToInt64Bits(number)) : default;

    /// <summary>The number that the same digits are in JSON: 0.1 is the 0.1 of a document.</summary>
    public static AttributeValue Of(decimal? value) => value is { } number ? Parsed(number) : default;

    public static AttributeValue Of(bool? value) => value is { } boolean ? new(AttributeKind.Boolean, null, boolean ? 1 : 0) : default;

    /// <summary>Its text, lower case with hyphens; the empty one identifies nothing, and is none.</summary>
    public static AttributeValue Of(Guid? value) =>
        value is { } id && id != Guid.Empty ? Of(id.ToString("D", CultureInfo.InvariantCulture)) : default;

    public static AttributeValue Of(DateTimeOffset? value) => value is { } instant ? Instant(instant.UtcTicks) : default;

    /// <summary>Its beginning in UTC.</summary>
    public static AttributeValue Of(DateOnly? value) => value is { } day ? Instant(day.ToDateTime(TimeOnly.MinValue).Ticks) : default;

    /// <summary>UTC, unless its kind says that it is local.</summary>
    public static AttributeValue Of(DateTime? value)
    {
        if (value is not { } time) return default;
        return Instant(time.Kind == DateTimeKind.Local ? time.ToUniversalTime().Ticks : time.Ticks);
    }

    /// <summary>The name of the value; several flags of a flags enum are a list of theirs.</summary>
    public static AttributeValue Of<TEnum>(TEnum? value)
        where TEnum : struct, Enum
    {
        var name = value?.ToString();
        return name?.Contains(',', StringComparison.Ordinal) == true ? Of(name.Split(", ")) : Of(name);
    }

    public static AttributeValue Of(IEnumerable<string> values) =>
        new(AttributeKind.TextList, values.Where(v => v is not null).ToArray(), 0);

    /// <summary>The numbers that the same digits are in JSON; what has none, such as NaN, is left out.</summary>
    public static AttributeValue OfNumbers<TNumber>(IEnumerable<TNumber> values)
        where TNumber : struct, INumber<TNumber> =>
        values is IEnumerable<char> letters ? Of(letters.Select(letter => letter.ToString())) : OfNumbers(values.Select(v => Parsed(v)));

    public static AttributeValue OfNumbers(IEnumerable<AttributeValue> numbers) =>
        new(AttributeKind.NumberList, numbers.Where(n => n.Kind != AttributeKind.None).ToArray(), 0);

    /// <summary>The value of a JSON number; false when it is beyond what a double can hold.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, out AttributeValue value)
    {
        value = default;
        if (DocumentNumber.TryParse(json, out var number)) value = number.IsInteger ? Of(number.Integer) : Of(number.Double);
        else if (double.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var rounded)
            && double.IsFinite(rounded)) value = Rounded(rounded);
        return value.Kind != AttributeKind.None;
    }

    public AttributeValue AsPrivate() => new(Kind, _reference, _bits, isPrivate: true);

    /// <summary>The unit's hash; false when this value cannot be a unit.</summary>
    public bool TryHashUnit(out ulong hash)
    {
        switch (Kind)
        {
            case AttributeKind.Text when Text.Length > 0:
                hash = UnitHash.Of(Text);
                return true;
            case AttributeKind.Integer:
                hash = UnitHash.Of(Integer);
                return true;
            case AttributeKind.Boolean:
                hash = UnitHash.Of(Boolean);
                return true;
            default:
                hash = 0;
                return false;
        }
    }

    /// <summary>
    /// The unit as the text that is hashed, or null when this value cannot be a unit. Allocates for other types than text.
    /// </summary>
    public string? UnitText => Kind switch
    {
        AttributeKind.Text => Text,
        AttributeKind.Integer => Integer.ToString(CultureInfo.InvariantCulture),
        AttributeKind.Boolean => Boolean ? "true" : "false",
        _ => null,
    };

    public override string ToString() => Kind switch
    {
        _ when IsPrivate => "(private)",
        AttributeKind.Text => $"\"{Text}\"",
        AttributeKind.Integer => Integer.ToString(CultureInfo.InvariantCulture),
        AttributeKind.Number => Number.ToString("R", CultureInfo.InvariantCulture),
        AttributeKind.RoundedNumber => $"about {Number.ToString("R", CultureInfo.InvariantCulture)}",
        AttributeKind.Boolean => Boolean ? "true" : "false",
        AttributeKind.Instant => new DateTimeOffset(Ticks, TimeSpan.Zero).ToString("O", CultureInfo.InvariantCulture),
        AttributeKind.TextList => $"[{string.Join(", ", Texts.Select(t => $"\"{t}\""))}]",
        AttributeKind.NumberList => $"[{string.Join(", ", Numbers)}]",
        _ => "absent",
    };

    private static AttributeValue Instant(long utcTicks) => new(AttributeKind.Instant, null, utcTicks);

    private static AttributeValue Rounded(double value) => new(AttributeKind.RoundedNumber, null, BitConverter.DoubleToInt64Bits(value));

    private static AttributeValue Parsed<TNumber>(TNumber number)
        where TNumber : IUtf8SpanFormattable
    {
        Span<byte> digits = stackalloc byte[LongestNumber];
        return number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture) && TryParse(digits[..length], out var value)
            ? value
            : default;
    }
}
