using System.Text.Json.Serialization;

namespace Dataface.Flags.Samples.NativeShop;

/// <summary>The flags that the shop evaluates.</summary>
internal static class ShopFlags
{
    public static readonly FlagKey<bool> Checkout = FlagKey.Of("checkout-v2");

    public static readonly FlagKey<Offer> Offer = FlagKey.Of("offer", new Offer("Welcome", 0), ShopJson.Default.Offer);
}

/// <summary>What the home page shows.</summary>
/// <param name="Headline">In large letters.</param>
/// <param name="PercentOff">How much cheaper everything is.</param>
internal sealed record Offer(string Headline, int PercentOff);

/// <summary>Reads flags' objects without reflection, which native code has little of.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Offer))]
internal sealed partial class ShopJson : JsonSerializerContext;
