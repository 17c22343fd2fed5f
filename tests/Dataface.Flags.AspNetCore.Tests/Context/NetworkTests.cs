using System.Net;
using Dataface.Flags.AspNetCore.Context;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;

namespace Dataface.Flags.AspNetCore.Tests.Context;

[TestFixture]
internal sealed class NetworkTests
{
    [TestCase("203.0.113.77", ExpectedResult = "203.0.113.0/24")]
    [TestCase("::ffff:203.0.113.77", ExpectedResult = "203.0.113.0/24")]
    [TestCase("2001:db8:7:ab::1", ExpectedResult = "2001:db8:7::/48")]
    [TestCase("::1", ExpectedResult = "::/48")]
    public string? Of_AnAddress_IsItsNetwork(string address) => NetworkPrefix.Of(IPAddress.Parse(address));

    [Test]
    public void Of_NoAddress_IsNull() => Assert.That(NetworkPrefix.Of(null), Is.Null);

    [TestCase(true, "203.0.113.0/24", ExpectedResult = "True")]
    [TestCase(false, "203.0.113.0/24", ExpectedResult = "False")]
    [TestCase(false, "127.0.0.0/24", ExpectedResult = "True")]
    public async Task<string> FromNetwork_WithAForwardedAddress_TrustsKnownProxiesOnly(bool isKnown, string network)
    {
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Add(IPAddress.Parse(isKnown ? "127.0.0.1" : "192.0.2.1"));
        await using var app = await WebApp.StartAsync(
            FlagFile.Of(FlagFile.OnWhere("f", "network", network)),
            app => app.UseForwardedHeaders(forwarded).Run(http => http.Response.WriteAsync($"{http.Flags().IsEnabled("f")}")),
            options => options.FromNetwork());
        return await app.GetAsync("/", ("X-Forwarded-For", "203.0.113.77"));
    }
}
