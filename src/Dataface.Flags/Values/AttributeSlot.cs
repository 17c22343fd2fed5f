using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Dataface.Flags.Values;

/// <summary>An attribute in a context, with its hash as a unit once it was needed.</summary>
internal struct AttributeSlot(string name, AttributeValue value, bool isPrivate)
{
    private AttributeValue _value = isPrivate ? value.AsPrivate() : value;

    // 0 means not computed. A unit whose hash is 0 is hashed again each time, which is right and rare (2^-64).
    private ulong _unitHash;

    /// <summary>What a text was read as, as the operators pack it; 0 while it is not read. For text only.</summary>
    [UnscopedRef]
    public ref long Reading => ref AttributeValue.ReadingOf(ref _value);

    public readonly string Name => name;

    public readonly AttributeValue Value => _value;

    public readonly bool IsPrivate => _value.IsPrivate;

    /// <summary>The cached hash as a unit. Racing threads compute the same number, so the last write may win.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryGetUnitHash(out ulong hash)
    {
        hash = Volatile.Read(ref _unitHash);
        return hash != 0 || ComputeUnitHash(out hash);
    }

    public void ForgetUnitHash() => _unitHash = 0;

    public override readonly string ToString() => $"{name}={_value}";

    private bool ComputeUnitHash(out ulong hash)
    {
        if (!_value.TryHashUnit(out hash)) return false;
        Volatile.Write(ref _unitHash, hash);
        return true;
    }
}
