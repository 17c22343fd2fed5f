namespace Dataface.Flags.Testing.Tests.NUnitAttributes;

/// <summary>What the attributes do before and besides the test itself.</summary>
[TestFixture]
internal sealed class ForceFlagTests
{
    private static readonly TestFlags Shared = new();

    private bool _inSetUp;

    [SetUp]
    public void LookInSetUp() => _inSetUp = Shared.IsEnabled("checkout-v2");

    [OneTimeTearDown]
    public void DisposeShared() => Shared.Dispose();

    [FlagOnAndOff("checkout-v2")]
    public void SetUp_OfATest_SeesTheForce(bool isOn) => Assert.That(_inSetUp, Is.EqualTo(isOn));

    [Test, ForceFlag("checkout-v2", true), ForceFlag("search", false)]
    public void ForceFlag_BesideTest_IsSeen()
    {
        Assert.That((_inSetUp, Shared.IsEnabled("checkout-v2"), Shared.IsEnabled("search")), Is.EqualTo((true, true, false)));
        Assert.That(Shared.Evaluate("search").Reason, Is.EqualTo(EvaluationReason.Served));
    }

    [TestCase(1), TestCase(2), ForceFlag("checkout-v2", true)]
    public void ForceFlag_BesideCases_IsSeenByEach(int number) => Assert.That(Shared.IsEnabled("checkout-v2"), $"{number}");

    [Test]
    public void Constructor_WhatMakesNoTests_IsRefused()
    {
        Assert.That(() => new FlagOnAndOffAttribute(), Throws.ArgumentException);
        Assert.That(() => new FlagOnAndOffAttribute(""), Throws.ArgumentException);
        Assert.That(() => new FlagOnAndOffAttribute("a", "a"), Throws.ArgumentException.With.Message.Contains("twice"));
        Assert.That(() => new FlagOnAndOffAttribute("a", "b", "c", "d", "e", "f", "g"),
            Throws.ArgumentException.With.Message.Contains("1 to 6"));
    }
}
