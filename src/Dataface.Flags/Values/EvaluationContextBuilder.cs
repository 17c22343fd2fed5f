using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Values;

namespace Dataface.Flags;

/// <summary>
/// Collects attributes and makes an <see cref="EvaluationContext"/> of them in one go; start with
/// <see cref="EvaluationContext.CreateBuilder(string)"/>. For one context and one thread.
/// </summary>
/// <example><code>
/// var context = EvaluationContext.CreateBuilder("user-42").Set("country", "DE").Set("age", 42)
///     .Set("email", email, isPrivate: true).Build();
/// </code></example>
public sealed class EvaluationContextBuilder
{
    /// <summary>Room that most contexts need no more of.</summary>
    private const int FirstRoom = 16;

    // Rented; null once the context is built.
    private AttributeSlot[]? _slots = [];
    private int _count;

    internal EvaluationContextBuilder()
    {
    }

    private AttributeSlot[] Slots => _slots ?? throw new InvalidOperationException(
        "This builder has built its context. Begin another with EvaluationContext.CreateBuilder, or add to the context by With.");

    /// <summary>Sets an attribute; replaces one of the same name. Null removes the attribute.</summary>
    /// <returns>The builder.</returns>
    /// <param name="name">The attribute's name, compared ordinally.</param>
    /// <param name="value">The value; null leaves the attribute out.</param>
    /// <param name="isPrivate">Whether the value is used in rules only and appears in no log, metric, event or explanation.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="InvalidOperationException">The context has already been built.</exception>
    [OverloadResolutionPriority(1)]
    public EvaluationContextBuilder Set(string name, string? value, bool isPrivate = false) =>
        Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="Set(string, string, bool)"/>
    public EvaluationContextBuilder Set(string name, long? value, bool isPrivate = false) => Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="Set(string, string, bool)"/>
    /// <remarks>
    /// A value above the largest <see cref="long"/> becomes the number that JSON would give, which is not a unit; pass such a unit as text.
    /// </remarks>
    public EvaluationContextBuilder Set(string name, ulong? value, bool isPrivate = false) =>
        Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="Set(string, string, bool)"/>
    /// <remarks>Equals the numbers that a document writes with the same digits; NaN matches nothing.</remarks>
    public EvaluationContextBuilder Set(string name, float? value, bool isPrivate = false) =>
        Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="Set(string, string, bool)"/>
    /// <remarks>A string of this one character.</remarks>
    public EvaluationContextBuilder Set(string name, char? value, bool isPrivate = false) => Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="Set(string, string, bool)"/>
    /// <remarks>NaN matches nothing.</remarks>
    public EvaluationContextBuilder Set(string name, double? value, bool isPrivate = false) =>
        Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="Set(string, string, bool)"/>
    /// <remarks>Equals the numbers that a document writes with the same digits.</remarks>
    public EvaluationContextBuilder Set(string name, decimal? value, bool isPrivate = false) =>
        Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="Set(string, string, bool)"/>
    public EvaluationContextBuilder Set(string name, bool? value, bool isPrivate = false) => Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="Set(string, string, bool)"/>
    /// <remarks>
    /// Counts as its text, lower case with hyphens, in rules and as a unit. <see cref="Guid.Empty"/> identifies nothing and leaves the
    /// attribute out.
    /// </remarks>
    public EvaluationContextBuilder Set(string name, Guid? value, bool isPrivate = false) => Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="Set(string, string, bool)"/>
    /// <remarks>Counts as the point in time at which that day begins in UTC.</remarks>
    public EvaluationContextBuilder Set(string name, DateOnly? value, bool isPrivate = false) =>
        Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="Set(string, string, bool)"/>
    public EvaluationContextBuilder Set(string name, DateTimeOffset? value, bool isPrivate = false) =>
        Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="Set(string, string, bool)"/>
    /// <remarks>Read as UTC, unless its kind is local.</remarks>
    public EvaluationContextBuilder Set(string name, DateTime? value, bool isPrivate = false) =>
        Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="Set(string, string, bool)"/>
    /// <remarks>Counts as its name; a combination of flags counts as the list of their names.</remarks>
    public EvaluationContextBuilder Set<TEnum>(string name, TEnum value, bool isPrivate = false)
        where TEnum : struct, Enum => Set(name, AttributeValue.Of<TEnum>(value), isPrivate);

    /// <inheritdoc cref="Set{TEnum}(string, TEnum, bool)"/>
    public EvaluationContextBuilder Set<TEnum>(string name, TEnum? value, bool isPrivate = false)
        where TEnum : struct, Enum => Set(name, AttributeValue.Of<TEnum>(value), isPrivate);

    /// <summary>Sets a list of strings, such as roles; an operator matches a list when it matches one of its elements.</summary>
    /// <param name="name">The attribute's name, compared ordinally.</param>
    /// <param name="values">The elements; nulls are left out.</param>
    /// <param name="isPrivate">Whether the values are used in rules only and appear in no log, metric, event or explanation.</param>
    public EvaluationContextBuilder SetList(string name, IEnumerable<string> values, bool isPrivate = false)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Set(name, AttributeValue.Of(values), isPrivate);
    }

    /// <summary>Sets a list of one string.</summary>
    /// <param name="name">The attribute's name, compared ordinally.</param>
    /// <param name="value">The only element.</param>
    /// <param name="isPrivate">Whether the value is used in rules only and appears in no log, metric, event or explanation.</param>
    public EvaluationContextBuilder SetList(string name, string value, bool isPrivate = false)
    {
        ArgumentNullException.ThrowIfNull(value);
        return SetList(name, [value], isPrivate);
    }

    /// <summary>Sets a list of numbers, such as project ids; an operator matches a list when it matches one of its elements.</summary>
    /// <param name="name">The attribute's name, compared ordinally.</param>
    /// <param name="values">
    /// The elements; each equals the number that a document writes with the same digits; NaN and infinities are left out.
    /// </param>
    /// <param name="isPrivate">Whether the values are used in rules only and appear in no log, metric, event or explanation.</param>
    public EvaluationContextBuilder SetList<TNumber>(string name, IEnumerable<TNumber> values, bool isPrivate = false)
        where TNumber : struct, INumber<TNumber>
    {
        ArgumentNullException.ThrowIfNull(values);
        return Set(name, AttributeValue.OfNumbers(values), isPrivate);
    }

    /// <summary>Makes the context. The builder cannot be used after that.</summary>
    /// <exception cref="InvalidOperationException">The context has already been built.</exception>
    public EvaluationContext Build()
    {
        var context = EvaluationContext.Of(Slots.AsSpan(0, _count));
        Release(Interlocked.Exchange(ref _slots, null));
        return context;
    }

    internal EvaluationContextBuilder Set(string name, AttributeValue value, bool isPrivate = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var index = IndexOf(name);
        if (value.Kind == AttributeKind.None)
        {
            RemoveAt(index);
            return this;
        }

        if (index < 0) index = Append();
        Slots[index] = new AttributeSlot(name, value, isPrivate);
        return this;
    }

    private int IndexOf(string name)
    {
        var slots = Slots.AsSpan(0, _count);
        for (var i = 0; i < slots.Length; i++)
        {
            if (string.Equals(slots[i].Name, name)) return i;
        }

        return -1;
    }

    private int Append()
    {
        if (_count == Slots.Length)
        {
            var larger = ArrayPool<AttributeSlot>.Shared.Rent(Math.Max(FirstRoom, _count * 2));
            Slots.CopyTo(larger, 0);
            Release(Interlocked.Exchange(ref _slots, larger));
        }

        return _count++;
    }

    private void RemoveAt(int index)
    {
        if (index < 0) return;
        Slots.AsSpan((index + 1).._count).CopyTo(Slots.AsSpan(index));
        Slots[--_count] = default;
    }

    private static void Release(AttributeSlot[]? slots)
    {
        if (slots is { Length: > 0 }) ArrayPool<AttributeSlot>.Shared.Return(slots, clearArray: true);
    }
}
