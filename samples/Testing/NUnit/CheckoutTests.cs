using Dataface.Flags.Testing;
using NUnit.Framework;

namespace Shop.NUnit;

[TestFixture]
public sealed class CheckoutTests
{
    [FlagOnAndOff("checkout-v2")]
    public void Pages_OnAndOff_AreOneOrThree(bool isOn)
    {
        using var flags = new TestFlags();
        Assert.That(new Checkout(flags).Pages, Is.EqualTo(isOn ? "one page" : "three pages"));
    }

    [Test, ForceFlag("checkout-v2", true)]
    public void Pages_On_AreOne()
    {
        using var flags = new TestFlags();
        Assert.That(new Checkout(flags).Pages, Is.EqualTo("one page"));
    }
}
