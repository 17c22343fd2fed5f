using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Dataface.Flags.Bucketing;

/// <summary>Inputs of more than 240 bytes: eight accumulators over stripes of 64 bytes.</summary>
internal static partial class XxHash3
{
    private const int StripeLength = 64;
    private const int SecretLength = 192;
    private const int StripesPerBlock = (SecretLength - StripeLength) / 8;
    private const int BlockLength = StripeLength * StripesPerBlock;

    private static ulong HashLong(ReadOnlySpan<byte> input, ulong seed)
    {
        Span<byte> secret = stackalloc byte[SecretLength];
        DeriveSecret(secret, seed);
        Span<ulong> accumulators =
            [Prime32x3, Prime64x1, Prime64x2, Prime64x3, Prime64x4, Prime32x2, Prime64x5, Prime32x1];

        var blocks = (input.Length - 1) / BlockLength;
        for (var block = 0; block < blocks; block++)
        {
            AccumulateStripes(accumulators, input[(block * BlockLength)..], secret, StripesPerBlock);
            Scramble(accumulators, secret[(SecretLength - StripeLength)..]);
        }

        var rest = input[(blocks * BlockLength)..];
        AccumulateStripes(accumulators, rest, secret, (rest.Length - 1) / StripeLength);
        AccumulateStripe(accumulators, input[^StripeLength..], secret[(SecretLength - StripeLength - 7)..]);
        return MergeAccumulators(accumulators, secret[11..], (ulong)input.Length * Prime64x1);
    }

    private static void DeriveSecret(Span<byte> secret, ulong seed)
    {
        for (var i = 0; i < SecretLength; i += 16)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(secret[i..], Read64(Secret, i) + seed);
            BinaryPrimitives.WriteUInt64LittleEndian(secret[(i + 8)..], Read64(Secret, i + 8) - seed);
        }
    }

    private static void AccumulateStripes(Span<ulong> accumulators, ReadOnlySpan<byte> input, ReadOnlySpan<byte> secret, int count)
    {
        for (var i = 0; i < count; i++) AccumulateStripe(accumulators, input[(i * StripeLength)..], secret[(i * 8)..]);
    }

    private static void AccumulateStripe(Span<ulong> accumulators, ReadOnlySpan<byte> stripe, ReadOnlySpan<byte> secret)
    {
        for (var lane = 0; lane < 8; lane++)
        {
            var value = Read64(stripe, lane * 8);
            var keyed = value ^ Read64(secret, lane * 8);
            accumulators[lane ^ 1] += value;
            accumulators[lane] += (keyed & uint.MaxValue) * (keyed >> 32);
        }
    }

    private static void Scramble(Span<ulong> accumulators, ReadOnlySpan<byte> secret)
    {
        for (var lane = 0; lane < 8; lane++)
        {
            var value = accumulators[lane];
            accumulators[lane] = (value ^ (value >> 47) ^ Read64(secret, lane * 8)) * Prime32x1;
        }
    }

    private static ulong MergeAccumulators(ReadOnlySpan<ulong> accumulators, ReadOnlySpan<byte> secret, ulong start)
    {
        var sum = start;
        for (var i = 0; i < 4; i++)
        {
            sum += MultiplyFold(
                accumulators[2 * i] ^ Read64(secret, 16 * i),
                accumulators[(2 * i) + 1] ^ Read64(secret, (16 * i) + 8));
        }

        return Avalanche(sum);
    }

    /// <summary>The default secret of the specification.</summary>
    private static ReadOnlySpan<byte> Secret =>
    [
        0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe, 0x7c, 0x01, 0x81, 0x2c, 0xf7, 0x21, 0xad, 0x1c,
        0xde, 0xd4, 0x6d, 0xe9, 0x83, 0x90, 0x97, 0xdb, 0x72, 0x40, 0xa4, 0xa4, 0xb7, 0xb3, 0x67, 0x1f,
        0xcb, 0x79, 0xe6, 0x4e, 0xcc, 0xc0, 0xe5, 0x78, 0x82, 0x5a, 0xd0, 0x7d, 0xcc, 0xff, 0x72, 0x21,
        0xb8, 0x08, 0x46, 0x74, 0xf7, 0x43, 0x24, 0x8e, 0xe0, 0x35, 0x90, 0xe6, 0x81, 0x3a, 0x26, 0x4c,
        0x3c, 0x28, 0x52, 0xbb, 0x91, 0xc3, 0x00, 0xcb, 0x88, 0xd0, 0x65, 0x8b, 0x1b, 0x53, 0x2e, 0xa3,
        0x71, 0x64, 0x48, 0x97, 0xa2, 0x0d, 0xf9, 0x4e, 0x38, 0x19, 0xef, 0x46, 0xa9, 0xde, 0xac, 0xd8,
        0xa8, 0xfa, 0x76, 0x3f, 0xe3, 0x9c, 0x34, 0x3f, 0xf9, 0xdc, 0xbb, 0xc7, 0xc7, 0x0b, 0x4f, 0x1d,
        0x8a, 0x51, 0xe0, 0x4b, 0xcd, 0xb4, 0x59, 0x31, 0xc8, 0x9f, 0x7e, 0xc9, 0xd9, 0x78, 0x73, 0x64,
        0xea, 0xc5, 0xac, 0x83, 0x34, 0xd3, 0xeb, 0xc3, 0xc5, 0x81, 0xa0, 0xff, 0xfa, 0x13, 0x63, 0xeb,
        0x17, 0x0d, 0xdd, 0x51, 0xb7, 0xf0, 0xda, 0x49, 0xd3, 0x16, 0x55, 0x26, 0x29, 0xd4, 0x68, 0x9e,
        0x2b, 0x16, 0xbe, 0x58, 0x7d, 0x47, 0xa1, 0xfc, 0x8f, 0xf8, 0xb8, 0xd1, 0x7a, 0xd0, 0x31, 0xce,
        0x45, 0xcb, 0x3a, 0x8f, 0x95, 0x16, 0x04, 0x28, 0xaf, 0xd7, 0xfb, 0xca, 0xbb, 0x4b, 0x40, 0x7e,
    ];
}
