using System.Text.Json.Serialization.Metadata;
using Dataface.Flags.Evaluating;

namespace Dataface.Flags;

/// <summary>Makes typed handles of flags. Keep them in static fields: a handle remembers its compiled flag.</summary>
/// <example><code>static readonly FlagKey&lt;bool&gt; Checkout = FlagKey.Boolean("checkout-v2");</code></example>
public static class FlagKey
{
    /// <summary>A flag whose variants are true and false; the fallback is false: off.</summary>
    /// <param name="key">The flag's key.</param>
    public static FlagKey<bool> Boolean(string key) => new(key, false, BooleanVariantReader.Instance);

    /// <summary>A flag whose variants are strings.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Given when no document defines the flag or its variants are not strings.</param>
    public static FlagKey<string> String(string key, string fallback) => new(key, fallback, StringVariantReader.Instance);

    /// <summary>A flag whose variants are numbers that a double holds exactly, or fractions; for larger integers use <see cref="Integer"/>.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Given when no document defines the flag or its variants are not numbers.</param>
    public static FlagKey<double> Number(string key, double fallback) => new(key, fallback, NumberVariantReader.Instance);

    /// <summary>A flag whose variants are whole numbers of 64 bits.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Given when no document defines the flag or a variant is not such a number.</param>
    public static FlagKey<long> Integer(string key, long fallback) => new(key, fallback, IntegerVariantReader.Instance);

    /// <summary>A flag whose variants are JSON objects, deserialized once per document, not per evaluation.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="fallback">Given when no document defines the flag or a variant cannot be read as <typeparamref name="T"/>.</param>
    /// <param name="type">Source-generated metadata of <typeparamref name="T"/>. Instances are shared between callers: make the type immutable.</param>
    public static FlagKey<T> Object<T>(string key, T fallback, JsonTypeInfo<T> type)
        where T : class => new(key, fallback, new ObjectVariantReader<T>(type));
}

/// <summary>A typed handle of a flag. Thread-safe.</summary>
/// <typeparam name="T">The type of the flag's variants.</typeparam>
public sealed class FlagKey<T>
{
    private readonly VariantReader<T> _reader;
    private FlagBinding<T>? _binding;

    internal FlagKey(string key, T fallback, VariantReader<T> reader)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        Key = key;
        Fallback = fallback;
        _reader = reader;
    }

    /// <summary>The flag's key.</summary>
    public string Key { get; }

    /// <summary>Given when no document defines the flag or its variants are of another type.</summary>
    public T Fallback { get; }

    /// <summary>The flag's key.</summary>
    public override string ToString() => Key;

    internal FlagBinding<T> BindTo(FlagSnapshot snapshot)
    {
        var binding = Volatile.Read(ref _binding);
        return binding is not null && ReferenceEquals(binding.Snapshot, snapshot) ? binding : Rebind(snapshot);
    }

    private FlagBinding<T> Rebind(FlagSnapshot snapshot)
    {
        var flag = snapshot.Find(Key);
        var values = flag is null ? null : Read(flag.Details.Variants);
        var binding = new FlagBinding<T>(snapshot, flag, values);
        Volatile.Write(ref _binding, binding);
        return binding;
    }

    private T[]? Read(CompiledVariant[] variants)
    {
        var values = new T[variants.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (!_reader.TryRead(variants[i], out var value)) return null;
            values[i] = value;
        }

        return values;
    }
}
