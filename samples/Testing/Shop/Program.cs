using Dataface.Flags;
using Shop;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddFeatureFlags(o => o.UseFile("flags.json"));
builder.Services.AddScoped<Checkout>();
var app = builder.Build();
app.MapGet("/checkout", (Checkout checkout) => checkout.Pages);
app.Run();
