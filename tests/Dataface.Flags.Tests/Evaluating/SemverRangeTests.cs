using Dataface.Flags.Documents.Conditions;

namespace Dataface.Flags.Tests.Evaluating;

[TestFixture]
internal sealed class SemverRangeTests
{
    /// <summary>The order of precedence given as an example in Semantic Versioning 2.0.0, section 11.</summary>
    private static readonly string[] Ascending =
        ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "2.0.0",
            "2.1.0", "2.1.1"];

    [Test]
    public void Contains_EveryPairOfTheSpecification_OrdersAsItSays()
    {
        for (var i = 0; i < Ascending.Length; i++)
        {
            for (var j = 0; j < Ascending.Length; j++)
            {
                Assert.That(Contains($"<{Ascending[j]}", Ascending[i]), Is.EqualTo(i < j), $"{Ascending[i]} < {Ascending[j]}");
                Assert.That(Contains($">={Ascending[j]}", Ascending[i]), Is.EqualTo(i >= j), $"{Ascending[i]} >= {Ascending[j]}");
            }
        }
    }

    [TestCase(">=1.2.0 <2.0.0", "1.2.0", true)]
    [TestCase(">=1.2.0 <2.0.0", "1.99.3+build.5", true)]
    [TestCase(">=1.2.0 <2.0.0", "2.0.0", false)]
    [TestCase("1.0.0 || >=3.0.0", "3.1.4", true)]
    [TestCase("1.0.0 || >=3.0.0", "2.0.0", false)]
    [TestCase(">=1.0.0", "1.0", false)]
    [TestCase(">=1.0.0", "01.0.0", false)]
    [TestCase(">=1.0.0", "v1.0.0", true)]
    [TestCase(">=v1.2.0 <V2.0.0", "V1.2.3-rc.1+b", true)]
    [TestCase(">=v1.2.0 <V2.0.0", "2.0.0", false)]
    [TestCase(">=1.0.0", "v", false)]
    [TestCase(">=1.0.0", "vv1.0.0", false)]
    [TestCase(">=1.0.0", "v 1.0.0", false)]
    [TestCase("1.2.3", "1.2.3.0", true)]
    [TestCase(">=1.2.3.4", "1.2.3", false)]
    [TestCase(">=1.2.3.4", "1.2.3.5", true)]
    [TestCase(">=1.2.3.4", "1.2.3.10", true)]
    [TestCase(">=1.2.3.4", "1.2.4", true)]
    [TestCase("<1.2.3.4", "1.2.3.4-rc.1", true)]
    [TestCase("1.2.3.4", "v1.2.3.4+build.5", true)]
    [TestCase(">=10.0.22621.4000", "10.0.22621.4317", true)]
    [TestCase(">=1.0.0.40000", "1.0.0.65535", true)]
    [TestCase(">=1.0.0", "1.2.3.", false)]
    [TestCase(">=1.0.0", "1.2.3.04", false)]
    [TestCase(">=1.0.0", "1.2.3.4.5", false)]
    [TestCase(">=1.0.0", "", false)]
    [TestCase(">=1.0.0", "1.0.0-", false)]
    [TestCase(">=1.0.0", "1.0.0-01", false)]
    public void Contains_KnownCases_Agrees(string range, string version, bool expected) =>
        Assert.That(Contains(range, version), Is.EqualTo(expected));

    [TestCase("")]
    [TestCase(">=1.2")]
    [TestCase("||1.0.0")]
    [TestCase("~1.2.0")]
    [TestCase(">= 1.2.0")]
    public void TryParse_NoRange_IsRefused(string range) => Assert.That(SemverRange.TryParse(range, out _), Is.False);

    private static bool Contains(string range, string version)
    {
        Assert.That(SemverRange.TryParse(range, out var parsed));
        var kept = 0L;
        var first = parsed.Contains(version, ref kept);
        Assert.That(parsed.Contains(version, ref kept), Is.EqualTo(first), "the second time, from what was kept");
        return first;
    }
}
