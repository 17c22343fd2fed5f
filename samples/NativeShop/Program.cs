using Dataface.Flags;
using Dataface.Flags.AspNetCore;
using Dataface.Flags.Samples.NativeShop;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddFeatureFlags(options =>
    options.UseHttp(builder.Configuration["server"]!, http => http.ApiKeyFile = builder.Configuration["keyFile"]));

// Whoever sends the request chooses this header: fine for a demonstration, see docs/aspnetcore.md for whom to trust.
builder.Services.AddRequestFlags(options => options.FromHeader("userId", "X-User"));
builder.Services.AddHealthChecks().AddFeatureFlags();

var app = builder.Build();
app.UseFlagGuard();
app.MapGet("/", (IRequestFlags flags) =>
{
    var offer = flags.GetValue(ShopFlags.Offer);
    return Results.Text($"{offer.Headline}, {offer.PercentOff} % off\n");
});
app.MapGet("/checkout", (IRequestFlags flags) => flags.IsEnabled(ShopFlags.Checkout)
    ? throw new InvalidOperationException("The new checkout has lost the basket.")
    : Results.Text("checkout\n"));
app.MapHealthChecks("/health");
await app.RunAsync();
