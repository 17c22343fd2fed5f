using System.Numerics;
using System.Runtime.CompilerServices;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Values;

namespace Dataface.Flags;

/// <content>One attribute more, of each type.</content>
public sealed partial class EvaluationContext
{
    /// <summary>This context with one more attribute; replaces one of the same name. Null leaves the attribute out.</summary>
    /// <param name="name">The attribute's name, compared ordinally.</param>
    /// <param name="value">The value; null leaves the attribute out.</param>
    /// <param name="isPrivate">Whether the value is used in rules only and appears in no log, metric, event or explanation.</param>
    [OverloadResolutionPriority(1)]
    public EvaluationContext With(string name, string? value, bool isPrivate = false) => Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="With(string, string, bool)"/>
    public EvaluationContext With(string name, long? value, bool isPrivate = false) => Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="With(string, string, bool)"/>
    /// <remarks>
    /// A value above the largest <see cref="long"/> becomes the number that JSON would give, which is not a unit; pass such a unit as text.
    /// </remarks>
    public EvaluationContext With(string name, ulong? value, bool isPrivate = false) => Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="With(string, string, bool)"/>
    /// <remarks>Equals the numbers that a document writes with the same digits; NaN matches nothing.</remarks>
    public EvaluationContext With(string name, float? value, bool isPrivate = false) => Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="With(string, string, bool)"/>
    /// <remarks>A string of this one character.</remarks>
    public EvaluationContext With(string name, char? value, bool isPrivate = false) => Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="With(string, string, bool)"/>
    /// <remarks>NaN matches nothing.</remarks>
    public EvaluationContext With(string name, double? value, bool isPrivate = false) => Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="With(string, string, bool)"/>
    /// <remarks>Equals the numbers that a document writes with the same digits.</remarks>
    public EvaluationContext With(string name, decimal? value, bool isPrivate = false) => Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="With(string, string, bool)"/>
    public EvaluationContext With(string name, bool? value, bool isPrivate = false) => Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="With(string, string, bool)"/>
    /// <remarks>
    /// Counts as its text, lower case with hyphens, in rules and as a unit. <see cref="Guid.Empty"/> identifies nothing and leaves the
    /// attribute out.
    /// </remarks>
    public EvaluationContext With(string name, Guid? value, bool isPrivate = false) => Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="With(string, string, bool)"/>
    /// <remarks>Counts as the point in time at which that day begins in UTC.</remarks>
    public EvaluationContext With(string name, DateOnly? value, bool isPrivate = false) => Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="With(string, string, bool)"/>
    public EvaluationContext With(string name, DateTimeOffset? value, bool isPrivate = false) =>
        Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="With(string, string, bool)"/>
    /// <remarks>Read as UTC, unless its kind is local.</remarks>
    public EvaluationContext With(string name, DateTime? value, bool isPrivate = false) => Set(name, AttributeValue.Of(value), isPrivate);

    /// <inheritdoc cref="With(string, string, bool)"/>
    /// <remarks>Counts as its name; a combination of flags counts as the list of their names.</remarks>
    public EvaluationContext With<TEnum>(string name, TEnum value, bool isPrivate = false)
        where TEnum : struct, Enum => Set(name, AttributeValue.Of<TEnum>(value), isPrivate);

    /// <inheritdoc cref="With{TEnum}(string, TEnum, bool)"/>
    public EvaluationContext With<TEnum>(string name, TEnum? value, bool isPrivate = false)
        where TEnum : struct, Enum => Set(name, AttributeValue.Of<TEnum>(value), isPrivate);

    /// <summary>
    /// This context with a list of strings, such as roles; an operator matches a list when it matches one of its elements.
    /// </summary>
    /// <param name="name">The attribute's name, compared ordinally.</param>
    /// <param name="values">The elements; nulls are left out.</param>
    /// <param name="isPrivate">Whether the values are used in rules only and appear in no log, metric, event or explanation.</param>
    public EvaluationContext WithList(string name, IEnumerable<string> values, bool isPrivate = false)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Set(name, AttributeValue.Of(values), isPrivate);
    }

    /// <summary>This context with a list of one string.</summary>
    /// <param name="name">The attribute's name, compared ordinally.</param>
    /// <param name="value">The only element.</param>
    /// <param name="isPrivate">Whether the value is used in rules only and appears in no log, metric, event or explanation.</param>
    public EvaluationContext WithList(string name, string value, bool isPrivate = false)
    {
        ArgumentNullException.ThrowIfNull(value);
        return WithList(name, [value], isPrivate);
    }

    /// <summary>
    /// This context with a list of numbers, such as project ids; an operator matches a list when it matches one of its elements.
    /// </summary>
    /// <param name="name">The attribute's name, compared ordinally.</param>
    /// <param name="values">
    /// The elements; each equals the number that a document writes with the same digits; NaN and infinities are left out.
    /// </param>
    /// <param name="isPrivate">Whether the values are used in rules only and appear in no log, metric, event or explanation.</param>
    public EvaluationContext WithList<TNumber>(string name, IEnumerable<TNumber> values, bool isPrivate = false)
        where TNumber : struct, INumber<TNumber>
    {
        ArgumentNullException.ThrowIfNull(values);
        return Set(name, AttributeValue.OfNumbers(values), isPrivate);
    }

    /// <summary>As <see cref="With(string, string, bool)"/>, but private.</summary>
    /// <param name="name">The attribute's name, compared ordinally.</param>
    /// <param name="value">The value; null leaves the attribute out.</param>
    public EvaluationContext WithPrivate(string name, string? value) => With(name, value, isPrivate: true);
}
