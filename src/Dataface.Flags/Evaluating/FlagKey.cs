using System.Text.Json.Serialization.Metadata;
using Dataface.Flags.Evaluating;

namespace Dataface.Flags;

/// <summary>
/// Makes typed handles of flags; the type follows from the fallback. Keep handles in static fields, and use each with as many clients and
/// snapshots as you like.
/// </summary>
/// <example><code>
/// static readonly FlagKey&lt;bool&gt; Checkout = FlagKey.Of("checkout-v2");
/// static readonly FlagKey&lt;int&gt; PageSize = FlagKey.Of("page-size", 20);
/// </code></example>
public static class FlagKey
{
    /// <summary>A flag whose variants are true and false; the fallback is false: off.</summary>
    /// <param name="key">The flag's key.</param>
    public static FlagKey<bool> Of(string key) => new(key, false, BooleanVariantReader.Instance);

    /// <summary>A flag whose variants are strings.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Returned when no document defines the flag or its variants are not strings.</param>
    public static FlagKey<string> Of(string key, string fallback) => new(key, fallback, StringVariantReader.Instance);

    /// <summary>A flag whose variants are whole numbers of 32 bits.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Returned when no document defines the flag or a variant is not such a number.</param>
    public static FlagKey<int> Of(string key, int fallback) => new(key, fallback, Int32VariantReader.Instance);

    /// <summary>A flag whose variants are whole numbers of 64 bits.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Returned when no document defines the flag or a variant is not such a number.</param>
    public static FlagKey<long> Of(string key, long fallback) => new(key, fallback, Int64VariantReader.Instance);

    /// <summary>A flag whose variants are numbers, including fractions; whole numbers must be exact as a double.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Returned when no document defines the flag or a double would round one of its whole numbers.</param>
    public static FlagKey<double> Of(string key, double fallback) => new(key, fallback, DoubleVariantReader.Instance);

    /// <summary>A flag whose variants are numbers with the digits that the document has, such as prices.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Returned when no document defines the flag or a decimal cannot hold every digit of a variant.</param>
    public static FlagKey<decimal> Of(string key, decimal fallback) => new(key, fallback, DecimalVariantReader.Instance);

    /// <summary>A flag whose variants are JSON objects, deserialized once per document, not per evaluation.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Returned when no document defines the flag or a variant cannot be read as <typeparamref name="T"/>.</param>
    /// <param name="type">Source-generated metadata of <typeparamref name="T"/>. Instances are shared between callers: make the
    /// type immutable.</param>
    public static FlagKey<T> Of<T>(string key, T fallback, JsonTypeInfo<T> type)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(type);
        return new(key, fallback, new ObjectVariantReader<T>(type));
    }
}

/// <summary>A typed handle of a flag. Immutable and thread-safe; it keeps no state about where it was used.</summary>
/// <typeparam name="T">The type of the flag's variants.</typeparam>
public sealed class FlagKey<T>
{
    internal FlagKey(string key, T fallback, VariantReader<T> reader)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        Key = string.IsInterned(key) ?? key;
        Hash = StringComparer.Ordinal.GetHashCode(key);
        Fallback = fallback;
        Reader = reader;
    }

    /// <summary>The flag's key.</summary>
    public string Key { get; }

    /// <summary>Returned when no document defines the flag or its variants are of another type.</summary>
    public T Fallback { get; }

    internal int Hash { get; }

    internal VariantReader<T> Reader { get; }

    /// <summary>The flag's key.</summary>
    public override string ToString() => Key;
}
