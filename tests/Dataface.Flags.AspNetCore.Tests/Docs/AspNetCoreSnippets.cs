using System.Runtime.CompilerServices;
using System.Security.Claims;
using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Dataface.Flags.AspNetCore.Tests.Docs;

/// <summary>The code of docs/aspnetcore.md and of the package's README, word for word, compiled and run beside a flags.json.</summary>
[TestFixture, NonParallelizable]
internal sealed class AspNetCoreSnippets
{
    private string _before = "";
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void EnterFolder()
    {
        _folder = new TemporaryFolder();
        _before = Directory.GetCurrentDirectory();
        const string on = "\"serve\": \"on\"";
        var document = FlagFile.Of(
            FlagFile.OnWhere("one-page", "plan", "gold"), FlagFile.Flag("checkout-v2", on), FlagFile.Flag("beta", on));
        File.WriteAllText(_folder["flags.json"], document
            .Replace("2027-01-01", Day(60), StringComparison.Ordinal).Replace("2026-11-01", Day(-1), StringComparison.Ordinal));
        Directory.SetCurrentDirectory(Path.GetDirectoryName(_folder["flags.json"])!);
    }

    [TearDown]
    public void LeaveFolder()
    {
        Directory.SetCurrentDirectory(_before);
        _folder.Dispose();
    }

    [Test]
    public async Task Page_AllOfIt_Runs()
    {
        var builder = Builder();
        builder.Services.AddFeatureFlags(o => o.UseFile("flags.json"));
        builder.Services.AddRequestFlags(o => o
            .FromCookie("sessionId", "sid").FromClaim("plan", "plan").FromHeader("country", "X-Country"));
        builder.Services.AddHealthChecks().AddFeatureFlags();
        builder.Services.AddSingleton<PlanCache>();
        builder.Services.AddRequestFlags().Configure<PlanCache>((o, plans) =>
            o.AdjustContext = (http, context) => context.With("plan", plans.Of(http.User)));
        builder.Services.AddControllers(o => o.Filters.AddForFlag<TimingFilter>("server-timing"));
        builder.Services.AddKeyedScoped<ICheckout, OnePage>("on");
        builder.Services.AddKeyedScoped<ICheckout, ThreePages>("off");
        builder.Services.AddVariantService<ICheckout>("checkout-v2");
        builder.Services.AddRazorPages();
        builder.Services.AddSignalR();
        await using var app = builder.Build();
        app.UseFlagGuard();
        app.UseWhenFlag("server-timing", branch => branch.UseMiddleware<ServerTiming>());
        app.MapGet("/", (IRequestFlags flags) => flags.IsEnabled("one-page") ? "one page" : "three pages");
        app.MapGet("/why", (HttpContext http) => http.Flags().Explain("one-page").ToString());
        app.MapGet("/checkout", () => "one page").RequireFlag("checkout-v2");
        var beta = app.MapGroup("/beta").RequireFlag("beta");
        beta.MapGet("/search", () => "found").RequireFlag("search", statusCode: 503);
        app.MapGet("/old-checkout", () => "three pages").RequireFlagOff("checkout-v2");
        app.MapGet("/suggestions", () => "found").RequireFlags(FlagRequirement.Any, "search", "beta");
        app.MapPost("/orders", (IVariantOf<ICheckout> checkout) => checkout.Current.Pay());
        app.MapPost("/pay", (IRequestFlags flags) => flags.Track("order_placed", value: 49.90));
        app.MapFrontEndFlags("/flags", "checkout-v2", "one-page");
        app.MapControllers();
        app.MapRazorPages();
        app.MapHub<PriceHub>("/hub");
        app.MapGet("/prices", (IRequestFlags flags, CancellationToken stop) => TypedResults.ServerSentEvents(Prices(flags, stop)));

        async IAsyncEnumerable<string> Prices(IRequestFlags flags, [EnumeratorCancellation] CancellationToken stop)
        {
            for (var price = 1; flags.IsEnabled("live-prices"); price++)
            {
                yield return $"{price}";
                await Task.Delay(TimeSpan.FromSeconds(1), stop);
            }
        }

        await app.StartAsync();

        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        using var client = new HttpClient { BaseAddress = new Uri(addresses.Addresses.Single()) };
        Assert.That(await client.GetStringAsync(new Uri("/", UriKind.Relative)), Is.EqualTo("one page"));
        Assert.That(await client.GetStringAsync(new Uri("/why", UriKind.Relative)), Does.Contain("RuleMatch"));
        Assert.That(await client.GetStringAsync(new Uri("/checkout", UriKind.Relative)), Is.EqualTo("one page"));
        Assert.That((int)(await client.GetAsync(new Uri("/old-checkout", UriKind.Relative))).StatusCode, Is.EqualTo(404));
        Assert.That(await client.GetStringAsync(new Uri("/suggestions", UriKind.Relative)), Is.EqualTo("found"));
        var order = await client.PostAsync(new Uri("/orders", UriKind.Relative), null);
        Assert.That(await order.Content.ReadAsStringAsync(), Is.EqualTo("one page"));
        Assert.That((int)(await client.PostAsync(new Uri("/pay", UriKind.Relative), null)).StatusCode, Is.EqualTo(200), "nobody listens");
        Assert.That(await client.GetStringAsync(new Uri("/flags", UriKind.Relative)), Does.EndWith("""
            "one-page":{"value":true,"variant":"on","reason":"rule_match"}}}
            """));
        Assert.That((int)(await client.GetAsync(new Uri("/beta/search", UriKind.Relative))).StatusCode, Is.EqualTo(503));
        Assert.That((await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status,
            Is.EqualTo(HealthStatus.Healthy));
        Assert.That(await client.GetStringAsync(new Uri("/prices", UriKind.Relative)), Is.Empty, "the flag is unknown here");
        Assert.That((int)(await client.PostAsync(new Uri("/hub/negotiate", UriKind.Relative), null)).StatusCode, Is.EqualTo(404));
        await app.StopAsync();
    }

    private static WebApplicationBuilder Builder()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Host.UseDefaultServiceProvider(o => o.ValidateScopes = o.ValidateOnBuild = true);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder;
    }

    private static string Day(int days) =>
        DateTime.UtcNow.AddDays(days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    [RequireFlag("live-prices")]
    public sealed class PriceHub(IRequestFlags flags) : Hub
    {
        public string Quote() => flags.IsEnabled("one-page") ? "1.00" : "one";

        [RequireFlag("bids")]
        public void Bid(decimal price) => Clients.Others.SendAsync("bid", price);
    }

    private interface ICheckout
    {
        string Pay();
    }

    private sealed class OnePage : ICheckout
    {
        public string Pay() => "one page";
    }

    private sealed class ThreePages : ICheckout
    {
        public string Pay() => "three pages";
    }

    private sealed class ServerTiming(RequestDelegate next)
    {
        public Task InvokeAsync(HttpContext http) => next(http);
    }

    private sealed class TimingFilter : IResultFilter
    {
        public void OnResultExecuting(ResultExecutingContext context)
        {
        }

        public void OnResultExecuted(ResultExecutedContext context)
        {
        }
    }

    private sealed class PlanCache
    {
        public string Of(ClaimsPrincipal user) => user.Identity?.IsAuthenticated == true ? "silver" : "gold";
    }
}
