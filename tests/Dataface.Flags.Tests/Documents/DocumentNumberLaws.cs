using System.Globalization;
using System.Numerics;
using System.Text;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Tests.Documents;

/// <summary>A number is kept as it was written, or refused: two numbers that differ never become one.</summary>
[TestFixture]
internal sealed class DocumentNumberLaws
{
    private const int Many = 200_000;

    [TestCase("0", ExpectedResult = "0")]
    [TestCase("-0", ExpectedResult = "0")]
    [TestCase("-0.0e9", ExpectedResult = "0")]
    [TestCase("1.0", ExpectedResult = "1")]
    [TestCase("1e3", ExpectedResult = "1000")]
    [TestCase("1200e-2", ExpectedResult = "12")]
    [TestCase("9007199254740993", ExpectedResult = "9007199254740993")]
    [TestCase("9007199254740993.000", ExpectedResult = "9007199254740993")]
    [TestCase("900719925474099300e-2", ExpectedResult = "9007199254740993")]
    [TestCase("1234567890123456789", ExpectedResult = "1234567890123456789")]
    [TestCase("9223372036854775807", ExpectedResult = "9223372036854775807")]
    [TestCase("-9223372036854775808", ExpectedResult = "-9223372036854775808")]
    [TestCase("-9.223372036854775808e18", ExpectedResult = "-9223372036854775808")]
    [TestCase("0.1", ExpectedResult = "0.1")]
    [TestCase("-2.5e-3", ExpectedResult = "-0.0025")]
    [TestCase("1e300", ExpectedResult = "1E+300")]
    [TestCase("1e19", ExpectedResult = "1E+19")]
    [TestCase("9223372036854775808", ExpectedResult = "refused")]
    [TestCase("-9223372036854775809", ExpectedResult = "refused")]
    [TestCase("18446744073709551615", ExpectedResult = "refused")]
    [TestCase("12345678901234567890.0", ExpectedResult = "refused")]
    [TestCase("9007199254740993.5", ExpectedResult = "refused")]
    [TestCase("1.00000000000000000001", ExpectedResult = "refused")]
    [TestCase("1e400", ExpectedResult = "refused")]
    [TestCase("1e99999999999999999999", ExpectedResult = "refused")]
    [TestCase("1e-400", ExpectedResult = "refused")]
    [TestCase("0e-99999999999999999999", ExpectedResult = "0")]
    public string Parse_Number_IsKeptOrRefused(string json) =>
        DocumentNumber.TryParse(json, out var number) ? number.ToString() : "refused";

    [Test]
    public void Parse_WholeNumbers_AreExactOrRefused()
    {
        var random = new Random(1);
        for (var i = 0; i < Many; i++)
        {
            var (json, exact) = Whole(random);
            if (!DocumentNumber.TryParse(json, out var number))
            {
                Assert.That(exact < long.MinValue || exact > long.MaxValue, json);
                continue;
            }

            if (number.IsInteger) Assert.That((BigInteger)number.Integer, Is.EqualTo(exact), json);
            else Assert.That(exact < long.MinValue || exact > long.MaxValue, json);
        }
    }

    [Test]
    public void Parse_TwoWholeNumbersThatDiffer_AreNeverEqual()
    {
        var random = new Random(2);
        for (var i = 0; i < Many; i++)
        {
            var (json, exact) = Whole(random);
            var other = exact + random.Next(1, 2_000);
            if (!DocumentNumber.TryParse(json, out var a)
                || !DocumentNumber.TryParse(other.ToString(CultureInfo.InvariantCulture), out var b))
            {
                continue;
            }

            Assert.That(a, Is.Not.EqualTo(b), $"{json} and {other}");
            Assert.That(a, Is.LessThan(b), $"{json} and {other}");
        }
    }

    [Test]
    public void Compare_IntegersAndDoubles_IsExact()
    {
        var random = new Random(3);
        for (var i = 0; i < Many; i++)
        {
            var whole = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            var near = i % 2 == 0 ? (double)whole : Math.BitIncrement((double)whole);
            var other = DocumentNumber.FromDouble(near);
            var expected = double.IsInteger(near) ? ((BigInteger)whole).CompareTo(new BigInteger(near)) : ((BigInteger)whole).CompareTo(
                new BigInteger(Math.Floor(near))) is var order && order <= 0 ? -1 : 1;
            Assert.That(Math.Sign(DocumentNumber.FromInt64(whole).CompareTo(other)), Is.EqualTo(Math.Sign(expected)),
                $"{whole} and {near:R}");
            Assert.That(Math.Sign(other.CompareTo(whole)), Is.EqualTo(-Math.Sign(expected)));
        }
    }

    [Test]
    public void Write_AnyNumber_ReadsBackAsTheSame()
    {
        var random = new Random(4);
        for (var i = 0; i < 2_000; i++)
        {
            var json = i % 2 == 0 ? Whole(random).Json : (random.NextDouble() * Math.Pow(10, random.Next(-20, 8))).ToString(
                "R", CultureInfo.InvariantCulture);
            var read = FlagDocumentReader.Read(Document(json), time: ProblemCase.Clock);
            Assert.That(read.IsAccepted, Is.EqualTo(DocumentNumber.TryParse(json, out _)), json);
            if (!read.IsAccepted) continue;
            var written = FlagDocumentWriter.Write(read.Document);
            var again = FlagDocumentReader.Read(written, time: ProblemCase.Clock).Document!;
            Assert.That(FlagDocumentWriter.Write(again), Is.EqualTo(written), json);
            Assert.That(Operand(again), Is.EqualTo(Operand(read.Document)), json);
        }
    }

    private static DocumentNumber Operand(FlagDocument document) =>
        ((AttributeCondition)document.Flags["f"].Environments["production"].Rules[0].When!).Operand.Numbers![0];

    private static byte[] Document(string number) => Encoding.UTF8.GetBytes(
        $$"""
        { "schema": 1, "flags": { "f": { "owner": "t", "created": "2026-11-20", "expires": "2027-01-01",
          "environments": { "production": { "rules": [ { "name": "r", "when": { "attribute": "a", "in": [{{number}}] },
          "serve": "on" } ] } } } } }
        """);

    /// <summary>A whole number in one of the ways in which JSON can have it.</summary>
    private static (string Json, BigInteger Exact) Whole(Random random)
    {
        var digits = new StringBuilder(random.Next(2) == 0 ? "-" : "").Append((char)('1' + random.Next(9)));
        for (var more = random.Next(22); more > 0; more--) digits.Append((char)('0' + (random.Next(3) == 0 ? 0 : random.Next(10))));
        var power = random.Next(4);
        var exact = BigInteger.Parse(digits.ToString(), CultureInfo.InvariantCulture);
        return random.Next(4) switch
        {
            0 => ($"{digits}e{power}", exact * BigInteger.Pow(10, power)),
            1 => ($"{digits}.000", exact),
            2 => ($"{digits}00E-2", exact),
            _ => (digits.ToString(), exact),
        };
    }
}
