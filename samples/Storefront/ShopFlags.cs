namespace Dataface.Flags.Samples.Storefront;

/// <summary>The flags that the shop evaluates.</summary>
internal static class ShopFlags
{
    public static readonly FlagKey<bool> Checkout = FlagKey.Of("checkout-v2");

    public static readonly FlagKey<string> Headline = FlagKey.Of("headline", "Welcome");

    public static readonly FlagKey<int> Recommendations = FlagKey.Of("recommendations", 3);

    /// <summary>Lets start-up find a misspelt key.</summary>
    public static void DeclareIn(FlagClientOptions options)
    {
        foreach (var key in new[] { Checkout.Key, Headline.Key, Recommendations.Key }) options.DeclaredKeys.Add(key);
    }
}
