using System.Runtime.CompilerServices;

namespace Dataface.Flags.Bucketing;

/// <summary>
/// Where a unit falls under a salt (bucketing algorithm 1). The upper half of the hash decides whether the unit is in the
/// rollout, the lower half which variant it gets; the halves are independent, so raising a percentage moves nobody between variants.
/// </summary>
internal readonly record struct Bucket(ulong Value)
{
    /// <summary>Decides exposure: in the rollout if and only if it is below the rollout's threshold.</summary>
    public uint Exposure
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (uint)(Value >> 32);
    }

    /// <summary>Decides the variant: the first whose cumulative threshold is above it.</summary>
    public uint Split
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (uint)Value;
    }

    /// <summary>The bucket of a unit under a salt, both given by their <see cref="UnitHash"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Bucket Of(ulong unitHash, ulong saltHash) => new(UInt64Hash.Of(unitHash, saltHash));
}
