using System.Runtime.CompilerServices;
using Dataface.Flags.Values;

namespace Dataface.Flags;

/// <summary>
/// Who or what a flag is evaluated for: typed attributes, one of which is the unit that a flag buckets by (<c>userId</c> unless the flag
/// says otherwise). Immutable and thread-safe; caches the unit's hash, so keep one per request and reuse it.
/// </summary>
/// <example><code>var context = EvaluationContext.ForUser("user-42").With("country", "DE").WithPrivate("email", email);</code></example>
public sealed class EvaluationContext
{
    /// <summary>The attribute that flags bucket by unless they name another.</summary>
    public const string DefaultUnit = "userId";

    private readonly AttributeSlot[] _others;

    // The first attribute, mostly the unit, stands in the object itself: one step less to its hash, and one object less.
    private AttributeSlot _first;

    private EvaluationContext(int count, AttributeSlot first, AttributeSlot[] others)
    {
        Count = count;
        _first = first;
        _others = others;
    }

    /// <summary>A context without attributes: rollouts give their off variant.</summary>
    public static EvaluationContext Empty { get; } = new(0, default, []);

    /// <summary>The number of attributes.</summary>
    public int Count { get; }

    /// <summary>An attribute by its index.</summary>
    internal ref AttributeSlot this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (index == 0) return ref _first;
            return ref _others[index - 1];
        }
    }

    /// <summary>A context whose <c>userId</c> is given; null or empty makes a context without a unit.</summary>
    /// <param name="userId">The user's stable identifier.</param>
    public static EvaluationContext ForUser(string? userId) => ForUnit(DefaultUnit, userId);

    /// <summary>A context whose unit is in the named attribute, such as <c>sessionId</c>; null or empty makes a context without a unit.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="unit">The unit's stable identifier.</param>
    public static EvaluationContext ForUnit(string attribute, string? unit) =>
        string.IsNullOrEmpty(unit) ? Empty : new(1, new AttributeSlot(attribute, AttributeValue.Of(unit), false), []);

    /// <summary>This context and one attribute more; replaces one of the same name. Null leaves the attribute out.</summary>
    /// <param name="name">The attribute's name, compared ordinally.</param>
    /// <param name="value">The value.</param>
    public EvaluationContext With(string name, string? value) => value is null ? Without(name) : Set(name, AttributeValue.Of(value), false);

    /// <inheritdoc cref="With(string, string)"/>
    public EvaluationContext With(string name, long value) => Set(name, AttributeValue.Of(value), false);

    /// <inheritdoc cref="With(string, string)"/>
    public EvaluationContext With(string name, double value) => Set(name, AttributeValue.Of(value), false);

    /// <inheritdoc cref="With(string, string)"/>
    public EvaluationContext With(string name, bool value) => Set(name, AttributeValue.Of(value), false);

    /// <inheritdoc cref="With(string, string)"/>
    public EvaluationContext With(string name, DateTimeOffset value) => Set(name, AttributeValue.Of(value), false);

    /// <summary>This context and a list of strings, such as roles; an operator matches a list when it matches one of its elements.</summary>
    /// <param name="name">The attribute's name, compared ordinally.</param>
    /// <param name="values">The elements; nulls are left out.</param>
    public EvaluationContext WithList(string name, IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Set(name, AttributeValue.Of(values), false);
    }

    /// <summary>As <see cref="With(string, string)"/>, but the value takes part in rules only and appears in no log, metric, event or explanation.</summary>
    /// <param name="name">The attribute's name, compared ordinally.</param>
    /// <param name="value">The value; null leaves the attribute out.</param>
    public EvaluationContext WithPrivate(string name, string? value) => value is null ? Without(name) : Set(name, AttributeValue.Of(value), true);

    /// <summary>This context without the named attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    public EvaluationContext Without(string name) => IndexOf(name) < 0 ? this : Of(Array.FindAll(Slots(), slot => slot.Name != name));

    /// <summary>The attributes' names with their values as text, private ones as <c>(private)</c>.</summary>
    public override string ToString() =>
        string.Join(", ", Slots().Select(slot => $"{slot.Name}={(slot.IsPrivate ? "(private)" : slot.Value.ToString())}"));

    /// <summary>A context of attributes with different names; the one that is mostly the unit comes first, where it is found fastest.</summary>
    internal static EvaluationContext Of(ReadOnlySpan<AttributeSlot> slots) => slots.Length == 0 ? Empty : new(slots.Length, slots[0], slots[1..].ToArray());

    internal EvaluationContext Set(string name, AttributeValue value, bool isPrivate)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var slot = new AttributeSlot(name, value, isPrivate);
        var index = IndexOf(name);
        AttributeSlot[] slots = index < 0 ? [.. Slots(), slot] : Slots();
        if (index >= 0) slots[index] = slot;
        return Of(slots);
    }

    /// <summary>The slot of an attribute, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int IndexOf(string name)
    {
        if (Count == 0) return -1;

        // Literals in code and names in documents are both interned, so the references mostly are equal already.
        if (string.Equals(_first.Name, name)) return 0;
        var others = _others;
        for (var i = 0; i < others.Length; i++)
        {
            if (string.Equals(others[i].Name, name)) return i + 1;
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryGetUnitHash(string attribute, out ulong hash)
    {
        // Contexts mostly begin with the unit, whose name is interned on both sides.
        if (ReferenceEquals(_first.Name, attribute)) return _first.TryGetUnitHash(out hash);
        var index = IndexOf(attribute);
        if (index >= 0) return this[index].TryGetUnitHash(out hash);
        hash = 0;
        return false;
    }

    /// <summary>Makes the next evaluation hash the first attribute anew, so that benchmarks can measure it.</summary>
    internal void ForgetUnitHash() => _first.ForgetUnitHash();

    private AttributeSlot[] Slots() => Count == 0 ? [] : [_first, .. _others];
}
