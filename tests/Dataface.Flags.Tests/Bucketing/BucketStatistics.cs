using System.Globalization;
using Dataface.Flags.Bucketing;

namespace Dataface.Flags.Tests.Bucketing;

/// <summary>
/// Pearson's chi-squared tests, seeded. Critical values at p = 0.0001, found by bisection on the regularised incomplete gamma function
/// P(df/2, x/2) (NIST Digital Library of Mathematical Functions, 8.7.1 and 8.9.2): 99 degrees of freedom 160.0557, 81 degrees 137.0747,
/// 1 degree 15.1367.
/// </summary>
[TestFixture]
internal sealed class BucketStatistics
{
    private const int Units = 200_000;
    private const double Critical99 = 160.0557;
    private const double Critical81 = 137.0747;
    private const double Critical1 = 15.1367;

    private static IEnumerable<TestCaseData> Populations =>
    [
        Named("sequential", i => $"user-{i.ToString(CultureInfo.InvariantCulture)}"),
        Named("bare integers", i => i.ToString(CultureInfo.InvariantCulture)),
        Named("uuids", Uuid),
        Named("mail addresses", i => $"{(char)('a' + (i % 26))}{i.ToString(CultureInfo.InvariantCulture)}@mail.example"),
    ];

    [TestCaseSource(nameof(Populations))]
    public void Exposure_OverHundredBins_IsUniform(Func<int, string> unit) =>
        Assert.That(Uniformity(unit, b => b.Exposure), Is.LessThan(Critical99));

    [TestCaseSource(nameof(Populations))]
    public void Split_OverHundredBins_IsUniform(Func<int, string> unit) =>
        Assert.That(Uniformity(unit, b => b.Split), Is.LessThan(Critical99));

    [TestCaseSource(nameof(Populations))]
    public void ExposureAndSplit_OfOneFlag_AreIndependent(Func<int, string> unit) =>
        Assert.That(Dependence(unit, "checkout-v2", "checkout-v2", b => b.Exposure, b => b.Split), Is.LessThan(Critical81));

    [TestCaseSource(nameof(Populations))]
    public void Exposures_OfTwoFlags_AreIndependent(Func<int, string> unit) =>
        Assert.That(Dependence(unit, "checkout-v2", "checkout-v3", b => b.Exposure, b => b.Exposure), Is.LessThan(Critical81));

    [TestCaseSource(nameof(Populations))]
    public void LayerAndRollout_OfOneFlag_AreIndependent(Func<int, string> unit) =>
        Assert.That(Dependence(unit, "layer:checkout", "checkout", b => b.Exposure, b => b.Exposure), Is.LessThan(Critical81));

    [TestCase(1)]
    [TestCase(100)]
    [TestCase(2_500)]
    [TestCase(25_000)]
    [TestCase(99_999)]
    public void Exposed_Share_IsThePercentage(int milli)
    {
        var (threshold, salt, exposed) = (Threshold.OfMilliPercent(milli), UnitHash.Of("share"), 0);
        for (var i = 0; i < Units; i++)
        {
            if (Bucket.Of(UnitHash.Of(Uuid(i)), salt).Exposure < threshold) exposed++;
        }

        var expected = Units * (milli / 100_000.0);
        var variance = expected * (1 - (milli / 100_000.0));
        Assert.That(Math.Pow(exposed - expected, 2) / variance, Is.LessThan(Critical1), $"{exposed} of {expected}");
    }

    private static double Uniformity(Func<int, string> unit, Func<Bucket, uint> half)
    {
        var salt = UnitHash.Of("checkout-v2");
        var bins = new double[100];
        for (var i = 0; i < Units; i++) bins[BinOf(half(Bucket.Of(UnitHash.Of(unit(i)), salt)), 100)]++;
        return bins.Sum(count => Math.Pow(count - (Units / 100.0), 2) / (Units / 100.0));
    }

    /// <summary>Chi-squared of a 10 by 10 contingency table, with the expected counts of the margins: 81 degrees of freedom.</summary>
    private static double Dependence(Func<int, string> unit, string saltA, string saltB, Func<Bucket, uint> halfA, Func<Bucket, uint> halfB)
    {
        var (hashA, hashB) = (UnitHash.Of(saltA), UnitHash.Of(saltB));
        var table = new double[10, 10];
        var (rows, columns) = (new double[10], new double[10]);
        for (var i = 0; i < Units; i++)
        {
            var hash = UnitHash.Of(unit(i));
            var (row, column) = (BinOf(halfA(Bucket.Of(hash, hashA)), 10), BinOf(halfB(Bucket.Of(hash, hashB)), 10));
            table[row, column]++;
            rows[row]++;
            columns[column]++;
        }

        var sum = 0.0;
        for (var row = 0; row < 10; row++)
        {
            for (var column = 0; column < 10; column++)
            {
                var expected = rows[row] * columns[column] / Units;
                sum += Math.Pow(table[row, column] - expected, 2) / expected;
            }
        }

        return sum;
    }

    private static int BinOf(uint value, int bins) => (int)((ulong)value * (ulong)bins >> 32);

    private static string Uuid(int i)
    {
        var bytes = new byte[16];
        new Random(i).NextBytes(bytes);
        return new Guid(bytes).ToString();
    }

    private static TestCaseData Named(string name, Func<int, string> unit) => new TestCaseData(unit).SetArgDisplayNames(name);
}
