using System.Globalization;
using Dataface.Flags;
using Dataface.Flags.AspNetCore;
using Dataface.Flags.Samples.Web;
using Dataface.Flags.Telemetry;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddFeatureFlags(options =>
{
    options.UseFile("flags.json");
    options.UseExposureFile("events.jsonl");
    options.Exposures.Units = UnitForm.Plain; // For a look at the file; without this line units are hashed with UnitSecret.
});

// Whoever sends the request chooses these: fine for a demonstration, see docs/aspnetcore.md for whom to trust.
builder.Services.AddRequestFlags(options =>
{
    options.FromHeader("userId", "X-User").FromHeader("appVersion", "X-App-Version");
    options.AdjustContext = (http, context) => context.WithList("shelves", Shelves(http.Request));
});
builder.Services.AddRazorPages().AddMvcOptions(options => options.Filters.AddForFlag<CacheNothing>("no-cache"));
builder.Services.AddKeyedSingleton<ICheckout, OnePage>("on");
builder.Services.AddKeyedSingleton<ICheckout, ThreePages>("off");
builder.Services.AddVariantService<ICheckout>("checkout-v2");

var app = builder.Build();
app.UseWhenFlag("server-timing", branch => branch.Use((http, next) =>
{
    http.Response.Headers["Server-Timing"] = "app";
    return next(http);
}));
app.MapRazorPages();
app.MapGet("/search", () => "found\n").RequireFlag("search");
app.MapGet("/reviews", () => "five stars\n").RequireFlag("reviews");
app.MapPost("/orders", (IVariantOf<ICheckout> checkout, IRequestFlags flags) =>
{
    flags.Track("order_placed", value: 49.90);
    return checkout.Current.Pay();
});
await app.RunAsync();

static IEnumerable<long> Shelves(HttpRequest request) =>
    request.Query["shelf"].Select(shelf => long.TryParse(shelf, CultureInfo.InvariantCulture, out var number) ? number : 0);
