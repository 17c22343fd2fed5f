using System.Net;
using Dataface.Flags;
using Dataface.Flags.Samples.Storefront;

if (args.Contains("--demo")) return await Demo.RunAsync();

var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration;
var state = settings["state"] ?? Path.Combine(AppContext.BaseDirectory, "state");
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, settings.GetValue("port", 5080)));
builder.Services.AddFeatureFlags(options =>
{
    if (settings["server"] is { } server)
    {
        options.UseHttp(server, http => http.ApiKeyFile = settings["keyFile"]);
    }
    else
    {
        options.UseFile(settings["flags"] ?? Path.Combine(AppContext.BaseDirectory, "flags.json"));
        options.UseStateFile(Path.Combine(state, "state.jsonl"));
        options.UseGuardFile(Path.Combine(state, "evidence.jsonl"));
    }

    options.UseExposureFile(Path.Combine(state, "exposures.jsonl"));
    options.CacheFile = Path.Combine(state, "last-known-good");
    options.KillFile = Path.Combine(state, "killed-flags.txt");
    options.UnitSecret = settings["unitSecret"] ?? "a secret for the demonstration only";
    options.EvaluationEvents.Flags.Add(ShopFlags.CheckoutV2.Key);
    foreach (var key in ShopFlags.Keys) options.DeclaredKeys.Add(key);
});
builder.Services.AddShop();
builder.AddTelemetry();

var app = builder.Build();
app.MapShop();
await app.RunAsync();
return 0;
