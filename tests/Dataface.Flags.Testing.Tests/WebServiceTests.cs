using Dataface.Flags.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Testing.Tests;

/// <summary>A web service whose requests come through a socket, and so outside the test's flow.</summary>
[TestFixture]
internal sealed class WebServiceTests
{
    private WebApplication _app = null!;
    private TestFlags _flags = null!;
    private HttpClient _client = null!;

    [SetUp]
    public async Task StartService()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddFeatureFlags(o => o.UseFile("flags.json"));
        builder.Services.AddRequestFlags();
        _flags = builder.Services.AddTestFeatureFlags();
        _app = builder.Build();
        _app.MapGet("/", (IRequestFlags flags) => flags.IsEnabled("checkout-v2") ? "one page" : "three pages");
        _app.MapGet("/search", () => "found").RequireFlag("search");
        await _app.StartAsync();
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _client = new HttpClient { BaseAddress = new Uri(address) };
    }

    [TearDown]
    public async Task StopService()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task Request_WhatIsForcedEverywhere_IsSeen()
    {
        Assert.That((await PageAsync("/"), await PageAsync("/search")), Is.EqualTo(("three pages", "")));
        using (_flags.Force("checkout-v2", true, ForceScope.Everywhere))
        using (_flags.Force("search", true, ForceScope.Everywhere))
        {
            Assert.That((await PageAsync("/"), await PageAsync("/search")), Is.EqualTo(("one page", "found")));
        }

        Assert.That((await PageAsync("/"), await PageAsync("/search")), Is.EqualTo(("three pages", "")));
    }

    [FlagOnAndOff("checkout-v2")]
    public async Task Request_ToAServiceOfTheTestItself_SeesItsSide(bool isOn) =>
        Assert.That(await PageAsync("/"), Is.EqualTo(isOn ? "one page" : "three pages"));

    private async Task<string> PageAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
        return await response.Content.ReadAsStringAsync();
    }
}
