namespace Dataface.Flags.Samples.Storefront;

/// <summary>A shop with a home page and a checkout.</summary>
internal static class Shop
{
    public static void MapShop(this WebApplication app)
    {
        app.MapGet("/", (HttpContext http, IFlagClient client) =>
        {
            // One snapshot, so that the page sees one world even if a flag is killed meanwhile.
            var (flags, shopper) = (client.Pin(), ShopperOf(http));
            return Results.Text($"{flags.GetValue(ShopFlags.Headline, shopper)}\n{flags.GetValue(ShopFlags.Recommendations, shopper)} recommendations\n");
        });
        app.MapGet("/checkout", (HttpContext http, IFlags flags) =>
            Results.Text(flags.IsEnabled(ShopFlags.Checkout, ShopperOf(http)) ? "one-page checkout\n" : "checkout\n"));
        app.MapGet("/flags/{key}/why", (string key, HttpContext http, IFlags flags) => Results.Text(flags.Explain(key, ShopperOf(http)).ToString()));
    }

    private static EvaluationContext ShopperOf(HttpContext http) =>
        EvaluationContext.ForUser(http.Request.Headers["X-User"]).With("country", http.Request.Headers["X-Country"]);
}
