using Dataface.Flags.Testing;
using Xunit;

[assembly: CaptureConsole]

namespace Shop.XUnit;

public sealed class CheckoutTests
{
    [Theory]
    [InlineData(true, "one page")]
    [InlineData(false, "three pages")]
    public void Pages_OnAndOff_AreOneOrThree(bool isOn, string pages)
    {
        using var flags = new TestFlags();
        using var forced = flags.Force("checkout-v2", isOn);
        Assert.Equal(pages, new Checkout(flags).Pages);
    }
}
