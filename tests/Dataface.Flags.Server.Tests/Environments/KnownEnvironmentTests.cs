using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Server.Tests.Feed;

namespace Dataface.Flags.Server.Tests.Environments;

/// <summary>Environments are known, not invented.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class KnownEnvironmentTests(bool isPostgres)
{
    private TestDatabase? _database;
    private TemporaryFolder _folder = null!;

    [SetUp]
    public async Task MakeStorageAsync()
    {
        _folder = new TemporaryFolder();
        _database = isPostgres ? await TestDatabase.CreateAsync() : null;
    }

    [TearDown]
    public async Task RemoveStorageAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>256 names that were made up kept production's feed and its kills from being answered until a restart.</summary>
    [Test]
    [Rule("a kill wins over everything")]
    public async Task InventedNames_AnyNumber_DoNotAffectRealEnvironments()
    {
        await using var server = await StartAsync("--Server:RateLimit:Read=0");
        using var reader = server.Client(await server.MakeKeyAsync("reader", "read"));
        for (var i = 0; i < 300; i++)
        {
            using var answer = await reader.GetAsync(new Uri($"/api/flags/invented-{i}", UriKind.Relative));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), $"{i}");
        }

        using var kill = await server.KillAsync("checkout");
        Assert.That((await TestServer.JsonAsync(kill)).GetProperty("reach").GetString(), Is.EqualTo("fleet"));
        Assert.That((await FeedAsync(server, "production")).GetProperty("state").GetProperty("kills")
            .TryGetProperty("checkout", out _), Is.True);
    }

    [Test]
    public async Task Feed_OfAnUnknownOne_IsEmptyAndTheSameForAll()
    {
        await using var server = await StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        using var one = await server.Admin.GetAsync(new Uri("/api/flags/invented", UriKind.Relative));
        using var two = await server.Admin.GetAsync(new Uri("/api/flags/made-up", UriKind.Relative));
        Assert.That(await one.Content.ReadAsStringAsync(), Is.EqualTo(await two.Content.ReadAsStringAsync()));
        Assert.That(one.Headers.ETag, Is.EqualTo(two.Headers.ETag));
        var feed = await TestServer.JsonAsync(one);
        Assert.That(feed.GetProperty("definitions").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That(feed.GetProperty("state").GetProperty("kills").EnumerateObject(), Is.Empty);
    }

    [TestCase("kill", """{"environment":"invented","reason":"x"}""")]
    [TestCase("restore", """{"environment":"invented","reason":"x"}""")]
    [TestCase("ramp", """{"environment":"invented","reason":"x","action":"pause"}""")]
    [TestCase("ramp", """{"environment":"invented","reason":"x","action":"advance","rollout":"checkout/invented/*/1","stage":0,"epoch":"""
        + """1,"share":1}""")]
    public async Task Change_ForAnUnknownOne_Is404ThatNamesTheKnownAndKeepsNothing(string change, string body)
    {
        await using var server = await StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        using var answer = await server.Admin.PostAsync(new Uri($"/api/flags/checkout/{change}", UriKind.Relative),
            new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("those known are: production, staging."));
        Assert.That((await server.HistoryAsync()).Select(record => record.GetRawText()), Has.None.Contain("invented"));
    }

    [Test]
    public async Task Known_ByAnEarlierDocument_StaysKnownAfterARestart()
    {
        await using (var server = await StartAsync())
        {
            (await server.PublishAsync(TestDocument.Of("checkout").Replace("staging", "earlier", StringComparison.Ordinal))).Dispose();
            (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
            Assert.That(await KillAsync(server, "earlier"), Is.EqualTo(HttpStatusCode.OK));
        }

        await using (var again = await StartAsync(
            "--Server:Keys:0:Name=ops", "--Server:Keys:0:Secret=a-secret-of-the-operators", "--Server:Keys:0:Scopes:0=operate"))
        {
            using var operators = again.Client("a-secret-of-the-operators");
            foreach (var environment in new[] { "earlier", "staging", "production" }) Assert.That(
                await KillAsync(again, environment, operators), Is.EqualTo(HttpStatusCode.OK), environment);
            Assert.That(await KillAsync(again, "invented", operators), Is.EqualTo(HttpStatusCode.NotFound));
        }
    }

    [Test]
    public async Task Known_ByASetting_TakesChanges()
    {
        await using var server = await StartAsync("--Server:Environments:0=qa");
        Assert.That(await KillAsync(server, "qa"), Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await FeedAsync(server, "qa")).GetProperty("environment").GetString(), Is.EqualTo("qa"));
    }

    [TestCase("--Server:Environments:0=Production", "Environments has 'Production'")]
    [TestCase("--Server:Environments:0=history", "'history' is taken")]
    public void Setting_InvalidEnvironment_KeepsTheServerFromStarting(string setting, string words) => Assert.That(
        async () => await StartAsync(setting),
            Throws.InstanceOf<Microsoft.Extensions.Options.OptionsValidationException>().With.Message.Contain(words));

    [Test]
    public async Task Known_ByAKeyThatIsConfinedToIt_TakesItsKills()
    {
        await using var server = await StartAsync();
        using var operators =
            server.Client(await server.MakeKeyAsync(new { name = "preview", scopes = new[] { "operate" }, environment = "preview" }));
        Assert.That(await KillAsync(server, "preview", operators), Is.EqualTo(HttpStatusCode.OK));
    }

    /// <summary>A service may be there before its environment is.</summary>
    [Test]
    [Rule("a kill wins over everything")]
    public async Task Stream_OfAnUnknownOneThatBecomesKnown_GetsTheDocumentAndTheKill([Values] bool isByKey)
    {
        await using var server = await StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        await using var stream = await FeedReader.OpenAsync(server.Admin, "preview");
        Assert.That((await stream.NextAsync())!.Value.Data.GetProperty("definitions").ValueKind, Is.EqualTo(JsonValueKind.Null));
        if (isByKey) await server.MakeKeyAsync(new { name = "preview", scopes = new[] { "read" }, environment = "preview" });
        else (await server.PublishAsync(TestDocument.Of("checkout").Replace("staging", "preview", StringComparison.Ordinal))).Dispose();
        using (var kill = await server.KillAsync("checkout", "preview")) Assert.That(
            (await TestServer.JsonAsync(kill)).GetProperty("reach").GetString(), Is.EqualTo("fleet"));
        var seen = (await stream.NextAsync())!.Value.Data;
        var (hasDocument, isKilled) = (false, false);
        while (true)
        {
            hasDocument |= seen.TryGetProperty("definitions", out var definitions) && definitions.ValueKind == JsonValueKind.Object;
            isKilled |= seen.GetProperty("state").GetProperty("kills").TryGetProperty("checkout", out _);
            if (hasDocument && isKilled) return;
            seen = (await stream.NextAsync())!.Value.Data;
        }
    }

    [Test]
    public async Task Known_ByAKeyThatIsRevoked_IsForgottenWithIt()
    {
        await using var server = await StartAsync();
        await server.MakeKeyAsync(new { name = "preview", scopes = new[] { "read" }, environment = "preview" });
        Assert.That((await FeedAsync(server, "preview")).TryGetProperty("environment", out _), Is.True);
        (await server.Admin.DeleteAsync(new Uri("/api/keys/preview", UriKind.Relative))).Dispose();
        Assert.That((await FeedAsync(server, "preview")).TryGetProperty("environment", out _), Is.False);
    }

    [Test]
    public async Task Ofrep_OfAKeyWhoseEnvironmentNoDocumentNames_IsOff()
    {
        await using var server = await StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        using var client =
            server.Client(await server.MakeKeyAsync(new { name = "preview", scopes = new[] { "evaluate" }, environment = "preview" }));
        await Eventually.HoldsAsync(() => IsOffAsync(client).Result, "the flag is off");
    }

    private static async Task<bool> IsOffAsync(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync("/ofrep/v1/evaluate/flags/checkout", new { context = new { targetingKey = "u1" } });
        return answer.IsSuccessStatusCode && !(await TestServer.JsonAsync(answer)).GetProperty("value").GetBoolean();
    }

    private Task<TestServer> StartAsync(params string[] args) =>
        TestServer.StartAsync(
            _folder["data"], [.. _database is null ? Array.Empty<string>() : ["--postgres", _database.ConnectionString], .. args]);

    private static async Task<HttpStatusCode> KillAsync(TestServer server, string environment, HttpClient? by = null)
    {
        using var answer = await server.KillAsync("checkout", environment, by: by);
        return answer.StatusCode;
    }

    private static Task<JsonElement> FeedAsync(TestServer server, string environment) =>
        server.Admin.GetFromJsonAsync<JsonElement>($"/api/flags/{environment}");
}
