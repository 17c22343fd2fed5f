using System.Globalization;
using System.Text;
using Dataface.Flags.Documents;
using Dataface.Flags.Values;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Tests.Evaluating;

/// <summary>A number of a flag comes in each type digit for digit, or not at all.</summary>
[TestFixture]
internal sealed class ExactNumberTests
{
    [TestCase("9.99", "9.99", null, null)]
    [TestCase("0.1", "0.1", null, null)]
    [TestCase("-0.30", "-0.3", null, null)]
    [TestCase("12", "12", 12L, 12)]
    [TestCase("12.0", "12", 12L, 12)]
    [TestCase("1e3", "1000", 1000L, 1000)]
    [TestCase("0", "0", 0L, 0)]
    [TestCase("-0.0", "0", 0L, 0)]
    [TestCase("2147483647", "2147483647", 2147483647L, 2147483647)]
    [TestCase("2147483648", "2147483648", 2147483648L, null)]
    [TestCase("-2147483648", "-2147483648", -2147483648L, -2147483648)]
    [TestCase("-2147483649", "-2147483649", -2147483649L, null)]
    [TestCase("9223372036854775807", "9223372036854775807", long.MaxValue, null)]
    [TestCase("1e19", "10000000000000000000", null, null)]
    [TestCase("1e28", "10000000000000000000000000000", null, null)]
    [TestCase("1e29", null, null, null)]
    [TestCase("1e300", null, null, null)]
    [TestCase("0.1234567890123456789012345678", "0.1234567890123456789012345678", null, null)]
    [TestCase("0.12345678901234567890123456789", null, null, null)]
    [TestCase("1e-28", "0.0000000000000000000000000001", null, null)]
    [TestCase("1e-29", null, null, null)]
    public void Evaluate_NumberInEachType_IsExactOrTheFallbackWithItsReason(string json, string? digits, long? integer, int? small)
    {
        var snapshot = Conditions.Serving(json == "0" ? "1" : "0", json);
        decimal? exact = digits is null ? null : decimal.Parse(digits, CultureInfo.InvariantCulture);
        Check(snapshot.EvaluateDecimal("f", -5.5m), snapshot.Evaluate(FlagKey.Of("f", -5.5m)), snapshot.GetDecimal("f", -5.5m),
            exact, -5.5m);
        Check(snapshot.EvaluateInteger("f", -5), snapshot.Evaluate(FlagKey.Of("f", -5L)), snapshot.GetInteger("f", -5), integer, -5);
        Check(snapshot.EvaluateInt32("f", -5), snapshot.Evaluate(FlagKey.Of("f", -5)), snapshot.GetInt32("f", -5), small, -5);
        IFlags flags = snapshot;
        Assert.That(flags.GetDecimal("f", -5.5m), Is.EqualTo(snapshot.GetDecimal("f", -5.5m)));
        Assert.That(flags.GetInteger("f", -5), Is.EqualTo(snapshot.GetInteger("f", -5)));
        Assert.That(flags.GetInt32("f", -5), Is.EqualTo(snapshot.GetInt32("f", -5)));
    }

    [Test]
    public void Evaluate_OneVariantDoesNotFit_IsATypeMismatchWhicheverIsServed()
    {
        var snapshot = Conditions.Serving("3000000000", "7");
        Assert.That(snapshot.EvaluateInt32("f", -5).Reason, Is.EqualTo(EvaluationReason.TypeMismatch));
        Assert.That(snapshot.GetInteger("f", -5), Is.EqualTo(7));
    }

    [TestCase("\"7\"", "\"8\""), TestCase("false", "true"), TestCase("{}", "{ \"a\": 1 }")]
    public void Evaluate_FlagOfAnotherType_IsATypeMismatch(string off, string on)
    {
        var snapshot = Conditions.Serving(off, on);
        Assert.That(snapshot.EvaluateDecimal("f", 1.5m).Reason, Is.EqualTo(EvaluationReason.TypeMismatch));
        Assert.That(snapshot.EvaluateInt32("f", 1).Reason, Is.EqualTo(EvaluationReason.TypeMismatch));
        Assert.That(snapshot.GetInteger("f", 1), Is.EqualTo(1));
    }

    [Test]
    public void Evaluate_NoFlagOrNoKey_GivesTheFallback()
    {
        Assert.That(FlagSnapshot.Empty.GetDecimal("f", 1.5m), Is.EqualTo(1.5m));
        Assert.That(FlagSnapshot.Empty.GetInt32(null!, 3), Is.EqualTo(3));
        Assert.That(Conditions.Serving("1", "2").EvaluateInteger("g", 4).Reason, Is.EqualTo(EvaluationReason.FlagNotFound));
    }

    [Test]
    public void TryDecimal_AnyWrittenDecimal_IsItself() => Prop.ForAll(
        ArbMap.Default.ArbFor<decimal>(),
        value => JsonDigits.TryDecimal(Encoding.UTF8.GetBytes(value.ToString(CultureInfo.InvariantCulture)), out var read) && read == value)
        .QuickCheckThrowOnFailure();

    [Test]
    public void Evaluate_ExactNumbers_AllocatesNothing()
    {
        var snapshot = Conditions.Serving("1", "2");
        Allocations.AssertNone(() => snapshot.EvaluateDecimal("f", 0), 1_000, "decimal");
        Allocations.AssertNone(() => snapshot.EvaluateInteger("f", 0), 1_000, "integer");
        Allocations.AssertNone(() => snapshot.EvaluateInt32("f", 0), 1_000, "int");
    }

    private static void Check<T>(Evaluation<T> byKey, Evaluation<T> byHandle, T value, T? expected, T fallback)
        where T : struct
    {
        Assert.That(byKey.Value, Is.EqualTo(expected ?? fallback));
        Assert.That(byHandle.Value, Is.EqualTo(expected ?? fallback));
        Assert.That(value, Is.EqualTo(expected ?? fallback));
        Assert.That(byKey.Reason, Is.EqualTo(expected is null ? EvaluationReason.TypeMismatch : EvaluationReason.Served));
        Assert.That(byHandle.Reason, Is.EqualTo(byKey.Reason));
    }
}
