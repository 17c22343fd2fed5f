using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Dataface.Flags.Bucketing;

/// <summary>
/// XXH3, 64 bits, with seed and the default secret, for every input length.
/// Source of the algorithm: the xxHash specification (Yann Collet), https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md.
/// </summary>
/// <remarks>Pure functions; thread-safe; no allocation.</remarks>
internal static partial class XxHash3
{
    private const ulong Prime32x1 = 0x9E3779B1;
    private const ulong Prime32x2 = 0x85EBCA77;
    private const ulong Prime32x3 = 0xC2B2AE3D;
    private const ulong Prime64x1 = 0x9E3779B185EBCA87;
    private const ulong Prime64x2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime64x3 = 0x165667B19E3779F9;
    private const ulong Prime64x4 = 0x85EBCA77C2B2AE63;
    private const ulong Prime64x5 = 0x27D4EB2F165667C5;
    private const ulong PrimeMx1 = 0x165667919E3779F9;
    private const ulong PrimeMx2 = 0x9FB21C651E98DF25;

    /// <summary>Hashes <paramref name="input"/> with <paramref name="seed"/>.</summary>
    public static ulong Hash(ReadOnlySpan<byte> input, ulong seed = 0) => input.Length switch
    {
        > 240 => HashLong(input, seed),
        > 128 => Hash129To240(input, seed),
        > 16 => Hash17To128(input, seed),
        > 8 => Hash9To16(input, seed),
        > 3 => Hash4To8(input, seed),
        > 0 => Hash1To3(input, seed),
        _ => Avalanche64(seed ^ Read64(Secret, 56) ^ Read64(Secret, 64)),
    };

    /// <summary>Hashes the eight little-endian bytes of <paramref name="value"/>: the same as <see cref="Hash"/> over them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong HashUInt64(ulong value, ulong seed)
    {
        seed ^= (ulong)BinaryPrimitives.ReverseEndianness((uint)seed) << 32;
        var keyed = BitOperations.RotateLeft(value, 32) ^ (Flip4To8 - seed);
        return Mix4To8(keyed, 8);
    }

    private static ulong Flip4To8
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Read64(Secret, 8) ^ Read64(Secret, 16);
    }

    private static ulong Hash1To3(ReadOnlySpan<byte> input, ulong seed)
    {
        var combined = ((uint)input[0] << 16) | ((uint)input[input.Length >> 1] << 24) | input[^1] | ((uint)input.Length << 8);
        var flip = (Read32(Secret, 0) ^ Read32(Secret, 4)) + seed;
        return Avalanche64(combined ^ flip);
    }

    private static ulong Hash4To8(ReadOnlySpan<byte> input, ulong seed)
    {
        seed ^= (ulong)BinaryPrimitives.ReverseEndianness((uint)seed) << 32;
        var first = (ulong)Read32(input, 0);
        var last = (ulong)Read32(input, input.Length - 4);
        return Mix4To8((last + (first << 32)) ^ (Flip4To8 - seed), (ulong)input.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix4To8(ulong hash, ulong length)
    {
        hash ^= BitOperations.RotateLeft(hash, 49) ^ BitOperations.RotateLeft(hash, 24);
        hash *= PrimeMx2;
        hash ^= (hash >> 35) + length;
        hash *= PrimeMx2;
        return hash ^ (hash >> 28);
    }

    private static ulong Hash9To16(ReadOnlySpan<byte> input, ulong seed)
    {
        var flip1 = (Read64(Secret, 24) ^ Read64(Secret, 32)) + seed;
        var flip2 = (Read64(Secret, 40) ^ Read64(Secret, 48)) - seed;
        var low = Read64(input, 0) ^ flip1;
        var high = Read64(input, input.Length - 8) ^ flip2;
        var sum = (ulong)input.Length + BinaryPrimitives.ReverseEndianness(low) + high + MultiplyFold(low, high);
        return Avalanche(sum);
    }

    private static ulong Hash17To128(ReadOnlySpan<byte> input, ulong seed)
    {
        var length = input.Length;
        var sum = (ulong)length * Prime64x1;
        for (var i = (length - 1) >> 5; i >= 0; i--)
        {
            sum += Mix16(input, 16 * i, 32 * i, seed);
            sum += Mix16(input, length - (16 * (i + 1)), (32 * i) + 16, seed);
        }

        return Avalanche(sum);
    }

    private static ulong Hash129To240(ReadOnlySpan<byte> input, ulong seed)
    {
        var length = input.Length;
        var sum = (ulong)length * Prime64x1;
        for (var i = 0; i < 8; i++) sum += Mix16(input, 16 * i, 16 * i, seed);
        sum = Avalanche(sum);
        for (var i = 8; i < length / 16; i++) sum += Mix16(input, 16 * i, (16 * (i - 8)) + 3, seed);
        return Avalanche(sum + Mix16(input, length - 16, 136 - 17, seed));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix16(ReadOnlySpan<byte> input, int offset, int secretOffset, ulong seed) => MultiplyFold(
        Read64(input, offset) ^ (Read64(Secret, secretOffset) + seed),
        Read64(input, offset + 8) ^ (Read64(Secret, secretOffset + 8) - seed));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyFold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Avalanche(ulong hash)
    {
        hash ^= hash >> 37;
        hash *= PrimeMx1;
        return hash ^ (hash >> 32);
    }

    private static ulong Avalanche64(ulong hash)
    {
        hash ^= hash >> 33;
        hash *= Prime64x2;
        hash ^= hash >> 29;
        hash *= Prime64x3;
        return hash ^ (hash >> 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Read32(ReadOnlySpan<byte> source, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(source[offset..]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read64(ReadOnlySpan<byte> source, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(source[offset..]);
}
