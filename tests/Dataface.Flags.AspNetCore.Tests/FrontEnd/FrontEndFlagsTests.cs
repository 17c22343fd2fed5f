using System.Net;
using System.Text.Json;
using Dataface.Flags.Exposures;
using Dataface.Flags.Telemetry;
using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Tests.FrontEnd;

/// <summary>All flags of a front end in one call.</summary>
[TestFixture]
internal sealed class FrontEndFlagsTests
{
    private static readonly string Document = FlagFile.Of(
        FlagFile.OnWhere("checkout", "country", "DE"),
        FlagFile.Flag("headline", "\"serve\": \"b\"", """ "variants": { "a": "Buy", "b": "</script>" }, "offVariant": "a", """),
        FlagFile.Flag("page-size", "\"serve\": \"many\"", """ "variants": { "few": 3, "many": 20 }, "offVariant": "few", """),
        FlagFile.Flag("internal", "\"serve\": \"on\""));

    [Test]
    public async Task Get_ListedFlags_AreAnsweredToAnyoneAndNothingElseLeaks()
    {
        await using var app = await StartAsync();
        var body = await app.GetAsync("/flags", ("X-Country", "DE"));
        using var json = JsonDocument.Parse(body);
        var flags = json.RootElement.GetProperty("flags");
        Assert.That(flags.EnumerateObject().Select(f => f.Name), Is.EqualTo(["checkout", "headline", "page-size"]), "in their order");
        Assert.That(flags.GetProperty("checkout").GetRawText(),
            Is.EqualTo("""{"value":true,"variant":"on","reason":"rule_match"}"""));
        Assert.That(flags.GetProperty("headline").GetProperty("value").GetString(), Is.EqualTo("</script>"));
        Assert.That(flags.GetProperty("page-size").GetRawText(), Is.EqualTo("""{"value":20,"variant":"many","reason":"served"}"""));
        Assert.That(body, Does.Not.Contain("</script>"), "it may stand in a page");
        foreach (var secret in new[] { "internal", "those", "team", "country", "production", "2027" })
            Assert.That(body, Does.Not.Contain(secret));
        Assert.That(await app.GetAsync("/flags", ("X-Country", "FR")),
            Does.Contain("""{"value":false,"variant":"off","reason":"no_match"}"""));
    }

    [Test]
    public async Task Get_WithTheTag_IsNotModifiedUntilSomethingIsDifferentForTheUser()
    {
        await using var app = await StartAsync();
        using var first = await SendAsync(app, "DE", null);
        var tag = first.Headers.ETag!.ToString();
        Assert.That(first.Headers.CacheControl!.ToString(), Is.EqualTo("no-cache, private"));
        using var same = await SendAsync(app, "DE", tag);
        Assert.That(same.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(await same.Content.ReadAsStringAsync(), Is.Empty);
        using var other = await SendAsync(app, "FR", tag);
        Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.OK), "somebody else has another answer");
        await app.KillAsync("checkout");
        using var killed = await SendAsync(app, "DE", tag);
        Assert.That(await killed.Content.ReadAsStringAsync(), Does.Contain("""{"value":false,"variant":"off","reason":"killed"}"""));
    }

    [Test]
    public async Task Get_AnyNumberOfTimes_CountsNothingAndMakesNoExposure()
    {
        var sink = new InMemoryExposureSink();
        var document = FlagFile.Of(FlagFile.Flag("checkout", "\"rollout\": { \"percent\": 5 }"));
        var app = await StartAsync(document, builder => builder.Services.Configure<FlagClientOptions>(o =>
        {
            o.AddExposureSink(sink);
            o.Exposures.Units = UnitForm.Plain;
            o.Exposures.Flags.Add("checkout");
        }));
        var users = Enumerable.Range(0, 100).Select(i => EvaluationContext.ForUser($"user-{i}")).ToList();
        var client = app.Services.GetRequiredService<IFlagClient>();
        Assert.That(users.Count(u => client.EvaluateAll(["checkout"], u).Flags["checkout"].Variant == "on"), Is.InRange(1, 15));
        _ = await app.GetAsync("/flags");
        Assert.That(client.ReadCounts().Where(c => c.Flag == "checkout").Sum(c => c.Count), Is.Zero);
        var used = users.Count(u => client.IsEnabled("checkout", u));
        await app.DisposeAsync();
        Assert.That(sink.Count, Is.EqualTo(used), "only what was used is an exposure");
    }

    [Test]
    public async Task Get_FlagsNotReady_Is503UntilTheyAre()
    {
        await using var app = await StartAsync("not a document");
        using var early = await SendAsync(app, "DE", null);
        Assert.That(early.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(early.Headers.RetryAfter, Is.Not.Null);
        Assert.That(early.Headers.CacheControl!.NoStore);
        await app.UpdateAsync(Document);
        Assert.That(await app.StatusAsync("/flags"), Is.EqualTo(200));
    }

    [Test]
    public async Task Get_ListedFlagThatNoDocumentDefines_IsLeftOutAndLogged()
    {
        await using var app = await StartAsync(FlagFile.Of(FlagFile.OnWhere("checkout", "country", "DE")));
        Assert.That(await app.GetAsync("/flags"), Does.Not.Contain("headline"));
        Assert.That(app.Log.Events.Any(e => e.Text.Contains("headline", StringComparison.Ordinal)));
    }

    [Test]
    public async Task MapFrontEndFlags_NoFlagOrNoServices_SaysWhatToWrite()
    {
        await using var bare = WebApplication.CreateSlimBuilder().Build();
        Assert.That(() => bare.MapFrontEndFlags("/flags"), Throws.ArgumentException.With.Message.Contains("\"checkout-v2\""));
        Assert.That(() => bare.MapFrontEndFlags("/flags", "f"), Throws.InvalidOperationException.With.Message.Contains("AddRequestFlags"));
    }

    private static Task<WebApp> StartAsync(string? flags = null, Action<WebApplicationBuilder>? build = null) => WebApp.StartAsync(
        flags ?? Document, app => app.MapFrontEndFlags("/flags", "checkout", "headline", "page-size"),
        o => o.FromHeader("country", "X-Country"), build);

    private static async Task<HttpResponseMessage> SendAsync(WebApp app, string country, string? tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/flags") { Headers = { { "X-Country", country } } };
        if (tag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return await app.Client.SendAsync(request);
    }
}
