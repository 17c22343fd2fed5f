using System.Globalization;
using Dataface.Flags.Experiments.Events;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Experiments.Tests.Events;

[TestFixture]
internal sealed class ExactDecimalTests
{
    [TestCase("0", "0")]
    [TestCase("-0.0", "0")]
    [TestCase("12.50", "12.5")]
    [TestCase("-0.05", "-0.05")]
    [TestCase("1E+15", "1000000000000000")]
    [TestCase("1.5e-15", "0.0000000000000015")]
    [TestCase("-12.5E2", "-1250")]
    public void Parse_AsWritten_IsTheSameWithoutAnExponent(string text, string plain) =>
        Assert.That(ExactDecimal.Parse(text).ToString(), Is.EqualTo(plain));

    [TestCase("")]
    [TestCase("x")]
    [TestCase("1,5")]
    [TestCase("1e")]
    public void Parse_NoNumber_IsRefused(string text) => Assert.That(() => ExactDecimal.Parse(text), Throws.TypeOf<FormatException>());

    [Test]
    public void ToDouble_OfADouble_IsTheSame() => Prop.ForAll<double>(
        number => !double.IsFinite(number) || ExactDecimal.Of(number).ToDouble() == number).QuickCheckThrowOnFailure();

    [Test]
    public void Arithmetic_OfDecimals_IsThatOfDecimals() => Prop.ForAll<int, int, byte>((a, b, scale) =>
    {
        var (x, y) = (new decimal(Math.Abs(a), 0, 0, a < 0, (byte)(scale % 9)), (decimal)b / 128);
        var (u, v) = (Exact(x), Exact(y));
        return Same(u + v, x + y) && Same(u - v, x - y) && Same(u * v, x * y) && Same(ExactDecimal.Min(u, v), Math.Min(x, y))
            && (u + v - v - u).IsZero && Same(ExactDecimal.Parse(u.ToString()), x);
    }).QuickCheckThrowOnFailure();

    private static bool Same(ExactDecimal exact, decimal number) => exact.ToString() == Exact(number).ToString();

    private static ExactDecimal Exact(decimal number) => ExactDecimal.Parse(number.ToString(CultureInfo.InvariantCulture));
}
