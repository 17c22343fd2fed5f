using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Conditions;

namespace Dataface.Flags.Tests.Documents.Conditions;

[TestFixture]
internal sealed class NumberSetTests
{
    private const int Many = 1_000_000;

    private static readonly long[] Integers =
    [
        0, 1, -1, 42, 9007199254740991, 9007199254740992, 9007199254740993, -9007199254740993, long.MaxValue, long.MaxValue - 1,
            long.MinValue,
        1L << 62,
    ];

    private static readonly double[] Doubles =
    [
        0.0, -0.0, 1.0, 42.0, 0.1, -0.1, 2.5, 9007199254740992.0, 9223372036854775807.0, -9223372036854775808.0,
            9223372036854774784.0, 1e19,
        1e300, -1e300, double.MaxValue, double.Epsilon, double.NaN, double.PositiveInfinity, double.NegativeInfinity, Math.PI,
    ];

    private static IEnumerable<TestCaseData> Families =>
    [
        new TestCaseData((Func<long, long>)(i => i)).SetArgDisplayNames("one after another"),
        new TestCaseData((Func<long, long>)(i => -i)).SetArgDisplayNames("negative"),
        new TestCaseData((Func<long, long>)(i => i << 32)).SetArgDisplayNames("upper halves"),
        new TestCaseData((Func<long, long>)(i => i * ((1L << 32) + 1))).SetArgDisplayNames("equal halves"),
        new TestCaseData((Func<long, long>)(i => i << 43)).SetArgDisplayNames("top bits"),
        new TestCaseData((Func<long, long>)(i => i * 1_048_576)).SetArgDisplayNames("a million apart"),
    ];

    [TestCaseSource(nameof(Families)), Rule("membership takes as long in a long list as in a short one")]
    public void Contains_AMillionRegularNumbers_AnswersAMillionQuestionsAtOnce(Func<long, long> number)
    {
        // Scanned, or with a hash that such numbers defeat, this takes the better part of an hour.
        var set = new Int64Set([.. Enumerable.Range(0, Many).Select(i => number(i))]);
        var found = 0;
        for (var i = 0L; i < Many; i++) found += set.Contains(number(i)) ? 1 : 0;
        Assert.That(found, Is.EqualTo(Many));
        Assert.That(set.Contains(number(Many)), Is.False);
    }

    [Test, Rule("equal numbers are equal, however they are written or typed, and no others")]
    public void Contains_AnyNumbersInListsOfAnyLength_IsWhatComparingEachSays()
    {
        var pool = Integers.Select(DocumentNumber.FromInt64)
            .Concat(Doubles.Where(double.IsFinite).Select(DocumentNumber.FromDouble)).Distinct().ToArray();
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            DocumentNumber[] list = [.. Enumerable.Range(0, random.Next(20)).Select(_ => pool[random.Next(pool.Length)])];
            var set = new NumberSet(list);
            foreach (var value in Integers)
            {
                Assert.That(set.Contains(value), Is.EqualTo(list.Any(n => n.CompareTo(value) == 0)),
                    $"{value} in [{string.Join(", ", list)}]");
            }

            foreach (var value in Doubles)
            {
                var expected = double.IsFinite(value) && list.Any(n => n.CompareTo(value) == 0);
                Assert.That(set.Contains(value), Is.EqualTo(expected), $"{value:R} in [{string.Join(", ", list)}]");
            }
        }
    }
}
