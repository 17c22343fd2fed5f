using System.Globalization;
using System.IO.Hashing;
using Dataface.Flags.Bucketing;

namespace Dataface.Flags.Tests.Bucketing;

[TestFixture]
internal sealed class BucketTests
{
    [Test]
    public void Of_PublishedVectors_AgreeInEveryColumn()
    {
        var count = 0;
        foreach (var row in VectorFile.Read("bucketing-1.tsv"))
        {
            ulong salt = UnitHash.Of(row[0]), unit = UnitHash.Of(row[1]);
            var bucket = Bucket.Of(unit, salt);
            string[] actual =
            [
                row[0], row[1], Hex(unit), Hex(salt), Hex(bucket.Value),
                bucket.Exposure.ToString(CultureInfo.InvariantCulture), bucket.Split.ToString(CultureInfo.InvariantCulture),
            ];
            Assert.That(actual, Is.EqualTo(row));
            count++;
        }

        Assert.That(count, Is.EqualTo(200));
    }

    [TestCase(0, 0UL)]
    [TestCase(1, 42949UL)]
    [TestCase(2_500, 107374182UL)]
    [TestCase(50_000, 2147483648UL)]
    [TestCase(100_000, 4294967296UL)]
    public void OfMilliPercent_KnownShares_FloorsTheFormula(int milli, ulong expected) =>
        Assert.That(Threshold.OfMilliPercent(milli), Is.EqualTo(expected));

    [Test]
    public void UnitHash_LongUnitAndIntegerAndBoolean_HashTheirUtf8Text()
    {
        var unit = new string('ä', 1_000_000);
        Assert.Multiple(() =>
        {
            Assert.That(UnitHash.Of(unit), Is.EqualTo(XxHash3.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(unit))));
            Assert.That(UnitHash.Of(long.MinValue), Is.EqualTo(UnitHash.Of("-9223372036854775808")));
            Assert.That(UnitHash.Of(true), Is.EqualTo(UnitHash.Of("true")));
        });
    }

    private static string Hex(ulong value) => value.ToString("x16", CultureInfo.InvariantCulture);
}
