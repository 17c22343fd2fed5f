using System.Runtime.CompilerServices;
using Dataface.Flags.Values;

namespace Dataface.Flags;

/// <summary>
/// The user, or whatever else a flag is evaluated for: typed attributes, one of which is the unit that a flag buckets by (<c>userId</c>
/// unless the flag says otherwise). Immutable and thread-safe. It caches the unit's hash, so make one for each request and reuse it. With
/// more than a few attributes, <see cref="CreateBuilder(string)"/> takes less memory.
/// </summary>
/// <example><code>var context = EvaluationContext.ForUser("user-42").With("country", "DE").With("email", email, isPrivate:
/// true);</code></example>
public sealed partial class EvaluationContext
{
    /// <summary>The attribute that flags bucket by unless they name another.</summary>
    public const string DefaultUnit = "userId";

    // The root is made at once: its first attribute stands in the object itself, and the rest is an array of the others, or null.
    // Any other context has one attribute more than the context that is its rest, and shares it: each With takes the same memory.
    // No name occurs twice.
    private readonly object? _rest;
    private readonly EvaluationContext _root;
    private AttributeSlot _own;

    private EvaluationContext(int count, AttributeSlot first, AttributeSlot[]? others) =>
        (Count, _own, _rest, _root) = (count, first, others, this);

    private EvaluationContext(EvaluationContext before, AttributeSlot own) =>
        (Count, _own, _rest, _root) = (before.Count + 1, own, before, before._root);

    /// <summary>A context without attributes. Without a unit, rollouts give the off variant.</summary>
    public static EvaluationContext Empty { get; } = new(0, default, null);

    /// <summary>The number of attributes.</summary>
    public int Count { get; }

    /// <summary>An attribute by its index.</summary>
    internal ref AttributeSlot this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var root = _root;
            if (index == 0) return ref root._own;
            if (index < root.Count) return ref ((AttributeSlot[])root._rest!)[index - 1];
            var context = this;
            for (var i = Count - 1; i > index; i--) context = (EvaluationContext)context._rest!;
            return ref context._own;
        }
    }

    /// <summary>Starts a context with many attributes.</summary>
    /// <param name="userId">
    /// The user's stable identifier; null or empty for none. Set another unit as the first attribute: it is found fastest.
    /// </param>
    [OverloadResolutionPriority(1)]
    public static EvaluationContextBuilder CreateBuilder(string? userId = null) =>
        new EvaluationContextBuilder().Set(DefaultUnit, userId is "" ? null : userId);

    /// <inheritdoc cref="CreateBuilder(string)"/>
    public static EvaluationContextBuilder CreateBuilder(long? userId) => new EvaluationContextBuilder().Set(DefaultUnit, userId);

    /// <inheritdoc cref="CreateBuilder(string)"/>
    public static EvaluationContextBuilder CreateBuilder(Guid? userId) => new EvaluationContextBuilder().Set(DefaultUnit, userId);

    /// <summary>A context with a <c>userId</c>; null or empty makes a context without a unit.</summary>
    /// <param name="userId">The user's stable identifier.</param>
    [OverloadResolutionPriority(1)]
    public static EvaluationContext ForUser(string? userId) => ForUnit(DefaultUnit, userId);

    /// <inheritdoc cref="ForUser(string)"/>
    public static EvaluationContext ForUser(long? userId) => ForUnit(DefaultUnit, userId);

    /// <inheritdoc cref="ForUser(string)"/>
    public static EvaluationContext ForUser(Guid? userId) => ForUnit(DefaultUnit, userId);

    /// <summary>A context whose unit is in the named attribute, such as <c>sessionId</c>; null or empty makes a context without a
    /// unit.</summary>
    /// <param name="attribute">The attribute's name.</param>
    /// <param name="unit">The unit's stable identifier. Numbers and GUIDs are in the same bucket as their text.</param>
    [OverloadResolutionPriority(1)]
    public static EvaluationContext ForUnit(string attribute, string? unit) =>
        string.IsNullOrEmpty(unit) ? Empty : Empty.Set(attribute, AttributeValue.Of(unit));

    /// <inheritdoc cref="ForUnit(string, string)"/>
    public static EvaluationContext ForUnit(string attribute, long? unit) => Empty.Set(attribute, AttributeValue.Of(unit));

    /// <inheritdoc cref="ForUnit(string, string)"/>
    public static EvaluationContext ForUnit(string attribute, Guid? unit) => Empty.Set(attribute, AttributeValue.Of(unit));

    /// <summary>This context without the named attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    public EvaluationContext Without(string name) => IndexOf(name) < 0 ? this : Of(Array.FindAll(Slots(), slot => slot.Name != name));

    /// <summary>The attributes' names with their values as text, private ones as <c>(private)</c>.</summary>
    public override string ToString() => string.Join(", ", Slots());

    /// <summary>A context of attributes with different names; the one that is mostly the unit comes first, where it is found
    /// fastest.</summary>
    internal static EvaluationContext Of(ReadOnlySpan<AttributeSlot> slots) => slots.Length switch
    {
        0 => Empty,
        1 => new(1, slots[0], null),
        _ => new(slots.Length, slots[0], slots[1..].ToArray()),
    };

    /// <summary>This context and one attribute more, in the place of one of the same name; no value leaves it out.</summary>
    internal EvaluationContext Set(string name, AttributeValue value, bool isPrivate = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (value.Kind == AttributeKind.None) return Without(name);
        var slot = new AttributeSlot(name, value, isPrivate);
        if (Count == 0) return new(1, slot, null);
        var index = IndexOf(name);
        if (index < 0) return new(this, slot);
        var slots = Slots();
        slots[index] = slot;
        return Of(slots);
    }

    /// <summary>The index of an attribute, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int IndexOf(string name)
    {
        // Literals in code and names in documents are both interned, so the references mostly are equal already.
        var context = this;
        for (; context._rest is EvaluationContext before; context = before)
        {
            if (string.Equals(context._own.Name, name)) return context.Count - 1;
        }

        if (string.Equals(context._own.Name, name)) return 0;
        if (context._rest is not AttributeSlot[] others) return -1;
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
        ref var first = ref _root._own;
        if (ReferenceEquals(first.Name, attribute)) return first.TryGetUnitHash(out hash);
        var index = IndexOf(attribute);
        if (index >= 0) return this[index].TryGetUnitHash(out hash);
        hash = 0;
        return false;
    }

    /// <summary>Makes the next evaluation hash the first attribute anew, so that benchmarks can measure it.</summary>
    internal void ForgetUnitHash() => _root._own.ForgetUnitHash();

    private AttributeSlot[] Slots()
    {
        if (Count == 0) return [];
        var (slots, context) = (new AttributeSlot[Count], this);
        for (; context._rest is EvaluationContext before; context = before) slots[context.Count - 1] = context._own;
        slots[0] = context._own;
        if (context._rest is AttributeSlot[] others) others.CopyTo(slots, 1);
        return slots;
    }
}
