using Dataface.Flags;

namespace Shop;

/// <summary>What the flag is about.</summary>
public sealed class Checkout(IFlags flags)
{
    /// <summary>How many pages the checkout has.</summary>
    public string Pages => flags.IsEnabled("checkout-v2") ? "one page" : "three pages";
}
