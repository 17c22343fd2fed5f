using System.Globalization;
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

    /// <summary>A number of JSON that is not quite this double, and so equals nothing; it can only be above or below.</summary>
    RoundedNumber,
    Boolean,
    Instant,
    TextList,
}

/// <summary>A typed attribute without boxing.</summary>
internal readonly struct AttributeValue
{
    private readonly object? _reference;
    private readonly long _bits;

    private AttributeValue(AttributeKind kind, object? reference, long bits)
    {
        Kind = kind;
        _reference = reference;
        _bits = bits;
    }

    public AttributeKind Kind { get; }

    /// <summary>Valid for <see cref="AttributeKind.Text"/>.</summary>
    public string Text => Unsafe.As<string>(_reference!);

    /// <summary>Valid for <see cref="AttributeKind.TextList"/>.</summary>
    public string[] Texts => Unsafe.As<string[]>(_reference!);

    /// <summary>Valid for <see cref="AttributeKind.Integer"/>.</summary>
    public long Integer => _bits;

    /// <summary>Valid for <see cref="AttributeKind.Number"/> and <see cref="AttributeKind.RoundedNumber"/>.</summary>
    public double Number => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>Valid for <see cref="AttributeKind.Boolean"/>.</summary>
    public bool Boolean => _bits != 0;

    /// <summary>Valid for <see cref="AttributeKind.Instant"/>: UTC ticks.</summary>
    public long Ticks => _bits;

    public static AttributeValue Of(string value) => new(AttributeKind.Text, value, 0);

    public static AttributeValue Of(long value) => new(AttributeKind.Integer, null, value);

    public static AttributeValue Of(double value) => new(AttributeKind.Number, null, BitConverter.DoubleToInt64Bits(value));

    /// <summary>The value of a JSON number; false when it is beyond what a double can hold.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, out AttributeValue value)
    {
        value = default;
        if (DocumentNumber.TryParse(json, out var number)) value = number.IsInteger ? Of(number.Integer) : Of(number.Double);
        else if (double.TryParse(json, NumberStyles.Float, CultureInfo.InvariantCulture, out var rounded)
            && double.IsFinite(rounded)) value = Rounded(rounded);
        return value.Kind != AttributeKind.None;
    }

    public static AttributeValue Of(bool value) => new(AttributeKind.Boolean, null, value ? 1 : 0);

    public static AttributeValue Of(DateTimeOffset value) => new(AttributeKind.Instant, null, value.UtcTicks);

    public static AttributeValue Of(IEnumerable<string> values) => new(AttributeKind.TextList, values.Where(v => v is not null).ToArray(), 0);

    private static AttributeValue Rounded(double value) => new(AttributeKind.RoundedNumber, null, BitConverter.DoubleToInt64Bits(value));

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

    /// <summary>The unit as the text that is hashed, or null when this value cannot be a unit. Allocates for other types than text.</summary>
    public string? UnitText => Kind switch
    {
        AttributeKind.Text => Text,
        AttributeKind.Integer => Integer.ToString(CultureInfo.InvariantCulture),
        AttributeKind.Boolean => Boolean ? "true" : "false",
        _ => null,
    };

    public override string ToString() => Kind switch
    {
        AttributeKind.Text => $"\"{Text}\"",
        AttributeKind.Integer => Integer.ToString(CultureInfo.InvariantCulture),
        AttributeKind.Number => Number.ToString("R", CultureInfo.InvariantCulture),
        AttributeKind.RoundedNumber => $"about {Number.ToString("R", CultureInfo.InvariantCulture)}",
        AttributeKind.Boolean => Boolean ? "true" : "false",
        AttributeKind.Instant => new DateTimeOffset(Ticks, TimeSpan.Zero).ToString("O", CultureInfo.InvariantCulture),
        AttributeKind.TextList => $"[{string.Join(", ", Texts.Select(t => $"\"{t}\""))}]",
        _ => "absent",
    };
}
