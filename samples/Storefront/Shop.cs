using Dataface.Flags.AspNetCore;

namespace Dataface.Flags.Samples.Storefront;

/// <summary>A shop with a home page and a checkout.</summary>
internal static class Shop
{
    public static void AddShop(this IServiceCollection services)
    {
        services.AddSingleton<Faults>();

        // Whoever sends the request chooses these headers: fine for a demonstration, see docs/aspnetcore.md for whom to trust.
        services.AddRequestFlags(options => options.FromHeader("userId", "X-User").FromHeader("country", "X-Country"));
        services.AddHealthChecks().AddFeatureFlags();
    }

    public static void MapShop(this WebApplication app)
    {
        app.UseExceptionHandler(error => error.Run(http => http.Response.WriteAsync("Sorry, that did not work.\n")));
        app.UseFlagGuard();
        app.MapGet("/", (IRequestFlags flags) =>
            Results.Text($"{flags.GetValue(ShopFlags.Headline)}\n{flags.GetValue(ShopFlags.Recommendations)} recommendations\n"));
        app.MapGet("/checkout", async (IRequestFlags flags, Faults faults, CancellationToken callerLeft) =>
        {
            var isNew = flags.IsEnabled(ShopFlags.CheckoutV2);
            await faults.StrikeAsync(isNew, callerLeft);
            return Results.Text(isNew ? "one-page checkout\n" : "checkout\n");
        });
        app.MapGet("/flags/{key}/why", (string key, IRequestFlags flags) => Results.Text(flags.Explain(key).ToString()));
        app.MapGet("/express", () => Results.Text("delivered today\n")).RequireFlag(ShopFlags.ExpressDelivery);
        app.MapFrontEndFlags("/flags", ShopFlags.CheckoutV2.Key, ShopFlags.Headline.Key);
        app.MapGet("/counters", (IFlagClient flags) => Results.Text(string.Concat(
            flags.ReadCounts().OrderBy(c => c.Flag, StringComparer.Ordinal).Select(c => $"{c.Flag} = {c.Variant} ({c.Reason}): "
                + $"{c.Count}\n"))));
        app.MapHealthChecks("/health");
    }
}
