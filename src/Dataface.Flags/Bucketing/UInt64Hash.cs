using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Dataface.Flags.Bucketing;

/// <summary>
/// XXH3 with seed of the eight little-endian bytes of a number, in registers: the same as <see cref="XxHash3"/> over those bytes,
/// which takes several times as long. Source: the xxHash specification (Yann Collet), inputs of 4 to 8 bytes,
/// https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md.
/// </summary>
/// <remarks>A pure function; thread-safe; no allocation.</remarks>
internal static class UInt64Hash
{
    private const ulong PrimeMx2 = 0x9FB21C651E98DF25;

    /// <summary>Two words of the specification's default secret, exclusive-or: bytes 8 to 15, and 16 to 23.</summary>
    private const ulong Flip = 0xC73AB174C5ECD5A2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ulong value, ulong seed)
    {
        seed ^= (ulong)BinaryPrimitives.ReverseEndianness((uint)seed) << 32;
        var hash = BitOperations.RotateLeft(value, 32) ^ (Flip - seed);
        hash ^= BitOperations.RotateLeft(hash, 49) ^ BitOperations.RotateLeft(hash, 24);
        hash *= PrimeMx2;
        hash ^= (hash >> 35) + sizeof(ulong);
        hash *= PrimeMx2;
        return hash ^ (hash >> 28);
    }
}
