using System.Globalization;
using System.IO.Hashing;
using Dataface.Flags.Bucketing;

namespace Dataface.Flags.Tests.Bucketing;

[TestFixture]
internal sealed class XxHash3Tests
{
    [Test]
    public void Hash_EveryLengthAndSeed_AgreesWithReferenceLibrary()
    {
        var input = new byte[8192];
        for (var i = 0u; i < input.Length; i++) input[i] = (byte)(unchecked(2654435761u * (i + 1)) >> 24);

        var count = 0;
        foreach (var row in VectorFile.Read("xxh3-reference.tsv"))
        {
            var length = int.Parse(row[0], CultureInfo.InvariantCulture);
            Assert.That(XxHash3.HashToUInt64(input.AsSpan(0, length), unchecked((long)Hex(row[1]))), Is.EqualTo(Hex(row[2])),
                $"length {row[0]}, seed {row[1]}");
            count++;
        }

        Assert.That(count, Is.GreaterThan(2000));
    }

    [TestCase(0UL, 0UL)]
    [TestCase(ulong.MaxValue, 1UL)]
    [TestCase(0x0123456789ABCDEFUL, 0xFEDCBA9876543210UL)]
    public void OfUInt64_AnyValue_EqualsHashOfItsLittleEndianBytes(ulong value, ulong seed)
    {
        Span<byte> bytes = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Assert.That(UInt64Hash.Of(value, seed), Is.EqualTo(XxHash3.HashToUInt64(bytes, unchecked((long)seed))));
    }

    private static ulong Hex(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
