using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Dataface.Flags.Guard.Recording;

/// <summary>
/// Hashes sources, such as network prefixes, so that nobody who sees the hashes can try out which they are: SipHash-2-4 (Aumasson and
/// Bernstein 2012), of the XXH3 of the value. Immutable; thread-safe.
/// </summary>
internal sealed class SourceKey
{
    /// <summary>
    /// Stands for whatever source is not known, where others are: all such units are of one source, so that nobody counts many times by
    /// leaving it out.
    /// </summary>
    public const ulong Unknown = 0x9D3F_5C71_B2E6_084B;

    private readonly ulong _k0;
    private readonly ulong _k1;

    /// <param name="key">16 bytes.</param>
    public SourceKey(ReadOnlySpan<byte> key) =>
        (_k0, _k1) = (BinaryPrimitives.ReadUInt64LittleEndian(key), BinaryPrimitives.ReadUInt64LittleEndian(key[8..]));

    /// <summary>The key of a client: of its secret, which all instances share; one of its own when it shares its evidence with nobody; and
    /// none when it does share it, since other instances would know the same source by another hash.</summary>
    public static SourceKey? Of(string? secret, bool isAlone)
    {
        if (secret is not null) return new(SHA256.HashData(Encoding.UTF8.GetBytes("guard source\n" + secret)));
        return isAlone ? new(RandomNumberGenerator.GetBytes(16)) : null;
    }

    /// <summary>The hash of a value's hash; never 0.</summary>
    public ulong Hash(ulong value)
    {
        var (v0, v1) = (_k0 ^ 0x736f6d6570736575, _k1 ^ 0x646f72616e646f6d);
        var (v2, v3) = (_k0 ^ 0x6c7967656e657261, _k1 ^ 0x7465646279746573);
        v3 ^= value;
        Rounds(2, ref v0, ref v1, ref v2, ref v3);
        v0 ^= value;
        v3 ^= 8UL << 56;
        Rounds(2, ref v0, ref v1, ref v2, ref v3);
        v0 ^= 8UL << 56;
        v2 ^= 0xff;
        Rounds(4, ref v0, ref v1, ref v2, ref v3);
        return (v0 ^ v1 ^ v2 ^ v3) is var hash && hash == 0 ? 1 : hash;
    }

    private static void Rounds(int count, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        for (; count > 0; count--)
        {
            v0 += v1;
            v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
            v0 = BitOperations.RotateLeft(v0, 32);
            v2 += v3;
            v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
            v2 = BitOperations.RotateLeft(v2, 32);
        }
    }
}
