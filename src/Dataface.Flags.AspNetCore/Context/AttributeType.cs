namespace Dataface.Flags.AspNetCore.Context;

/// <summary>What an attribute is read as. Requests carry text, and rules compare numbers only with numbers.</summary>
public enum AttributeType
{
    /// <summary>As it is. The default.</summary>
    Text,

    /// <summary>A number, written with a decimal point and without thousands separators, such as <c>42</c> or <c>9.99</c>.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>, in any case.</summary>
    Boolean,

    /// <summary>
    /// A point in time: ISO 8601, UTC unless it has an offset, or seconds since 1970 as in a token's times (NumericDate of RFC 7519).
    /// </summary>
    Instant,
}
