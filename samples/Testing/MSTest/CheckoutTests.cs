using Dataface.Flags.Testing;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace Shop.MSTest;

[TestClass]
public sealed class CheckoutTests
{
    [TestMethod]
    [DataRow(true, "one page")]
    [DataRow(false, "three pages")]
    public void Pages_OnAndOff_AreOneOrThree(bool isOn, string pages)
    {
        using var flags = new TestFlags();
        using var forced = flags.Force("checkout-v2", isOn);
        Assert.AreEqual(pages, new Checkout(flags).Pages);
    }
}
