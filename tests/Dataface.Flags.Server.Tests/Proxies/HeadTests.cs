using System.Net;
using System.Text.RegularExpressions;
using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Tests.Mutations;

namespace Dataface.Flags.Server.Tests.Proxies;

/// <summary>What load balancers and hurried people send.</summary>
[TestFixture]
internal sealed partial class HeadTests
{
    private TestServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await TestServer.StartAsync(null, "--Server:RateLimit:Anonymous=0");
        (await _server.PublishAsync(TestDocument.Of("checkout-v2"))).Dispose();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Head_OfEveryRouteThatKnowsGet_AnswersAsGetWithoutABody([Values] bool hasKey)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = _server.Address };
        if (hasKey) client.DefaultRequestHeaders.Authorization = new("Bearer", _server.AdminSecret);
        foreach (var line in AccessTable.All.Keys.Where(line => line.StartsWith("GET ", StringComparison.Ordinal)))
        {
            var path = Parameter().Replace(line[4..], name => RouteSeeds.Values[name.Groups[1].Value]);
            using var got = await SendAsync(client, HttpMethod.Get, path);
            using var head = await SendAsync(client, HttpMethod.Head, path);
            Assert.That(head.StatusCode, Is.EqualTo(got.StatusCode), line);
            Assert.That(head.Content.Headers.ContentType, Is.EqualTo(got.Content.Headers.ContentType), line);
            Assert.That(head.Headers.ETag, Is.EqualTo(got.Headers.ETag), line);
            Assert.That(await head.Content.ReadAsByteArrayAsync(), Is.Empty, line);
        }
    }

    [Test]
    public async Task Head_OfARouteThatKnowsNoGet_Is405()
    {
        using var answer = await SendAsync(_server.Admin, HttpMethod.Head, "/ofrep/v1/evaluate/flags");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
        using var health = await SendAsync(_server.Admin, HttpMethod.Post, "/healthz/live");
        Assert.That(health.Content.Headers.Allow, Is.EquivalentTo(new[] { "GET", "HEAD" }));
    }

    [TestCase("//healthz//live")]
    [TestCase("//api//flags///production")]
    [TestCase("/api/flags/production")]
    public async Task Path_WithDoubleSlashes_IsTheOneWithout(string path)
    {
        using var answer = await _server.Admin.GetAsync(new Uri(_server.Address.GetLeftPart(UriPartial.Authority) + path));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path) =>
        client.SendAsync(new HttpRequestMessage(method, path), HttpCompletionOption.ResponseHeadersRead);

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex Parameter();
}
