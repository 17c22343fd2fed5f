using Dataface.Flags.Samples.Storefront;

if (args.Contains("--demo")) return await Demo.RunAsync();

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(5080));
builder.Services.AddFeatureFlags(options =>
{
    options.UseFile(Path.Combine(AppContext.BaseDirectory, "flags.json"));
    options.UseStateFile(Path.Combine(AppContext.BaseDirectory, "state", "kills.jsonl"));
    options.UseGuardFile(Path.Combine(AppContext.BaseDirectory, "state", "evidence.jsonl"));
    options.CacheFile = Path.Combine(AppContext.BaseDirectory, "state", "last-known-good");
    options.KillFile = Path.Combine(AppContext.BaseDirectory, "killed-flags.txt");
    ShopFlags.DeclareIn(options);
});
builder.Services.AddShop();

var app = builder.Build();
app.MapShop();
await app.RunAsync();
return 0;
