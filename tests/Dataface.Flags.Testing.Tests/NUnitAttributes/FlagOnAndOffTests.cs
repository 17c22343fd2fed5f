using System.Collections.Concurrent;

namespace Dataface.Flags.Testing.Tests.NUnitAttributes;

/// <summary>Tests that are made by the attribute themselves; what ran is looked at in the end.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class FlagOnAndOffTests
{
    private static readonly TestFlags Shared = new();
    private static readonly ConcurrentBag<string> Ran = [];

    [OneTimeTearDown]
    public void LookAtWhatRan()
    {
        Shared.Dispose();
        string[] expected =
        [
            "Sync_GivenTheValue_SeesIt(checkout-v2 on)", "Sync_GivenTheValue_SeesIt(checkout-v2 off)",
            "Async_WithoutParameter_SeesOneOfBoth(checkout-v2 on)", "Async_WithoutParameter_SeesOneOfBoth(checkout-v2 off)",
            "TwoFlags_EachWay_AreFourTests(a on, b on)", "TwoFlags_EachWay_AreFourTests(a on, b off)",
            "TwoFlags_EachWay_AreFourTests(a off, b on)", "TwoFlags_EachWay_AreFourTests(a off, b off)",
        ];
        Assert.That(Ran, Is.EquivalentTo(expected));
        Assert.That(Shared.Evaluate("checkout-v2").Reason, Is.EqualTo(EvaluationReason.FlagNotFound), "nothing is left forced");
    }

    [FlagOnAndOff("checkout-v2")]
    public void Sync_GivenTheValue_SeesIt(bool isOn)
    {
        using var own = new TestFlags();
        Assert.That(Shared.IsEnabled("checkout-v2"), Is.EqualTo(isOn));
        Assert.That(own.IsEnabled("checkout-v2"), Is.EqualTo(isOn));
        Assert.That(own.Evaluate("checkout-v2").Reason, Is.EqualTo(EvaluationReason.Served), "off is forced, too");
        Note();
    }

    [FlagOnAndOff("checkout-v2")]
    public async Task Async_WithoutParameter_SeesOneOfBoth()
    {
        await Task.Yield();
        var isOn = TestContext.CurrentContext.Test.Properties["FlagOn"].Contains("checkout-v2");
        Assert.That(await Task.Run(() => Shared.IsEnabled("checkout-v2")), Is.EqualTo(isOn));
        Note();
    }

    [FlagOnAndOff("a", "b")]
    public void TwoFlags_EachWay_AreFourTests(bool a, bool b)
    {
        Assert.That((Shared.IsEnabled("a"), Shared.IsEnabled("b")), Is.EqualTo((a, b)));
        Note();
    }

    private static void Note() => Ran.Add(TestContext.CurrentContext.Test.Name);
}
