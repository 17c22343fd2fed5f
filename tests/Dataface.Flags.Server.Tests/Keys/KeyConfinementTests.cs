using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Dataface.Flags.Server.Tests.Keys;

/// <summary>No key makes, sees, takes over or takes away one that can do more than itself.</summary>
[TestFixture]
internal sealed class KeyConfinementTests
{
    private static readonly string[] AllScopes = ["read", "evaluate", "operate", "admin", "report"];

    private TestServer _server = null!;
    private HttpClient _staging = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await TestServer.StartAsync();
        _staging = _server.Client(await _server.MakeKeyAsync(
            new { name = "staging-admin", scopes = new[] { "read", "operate", "admin" }, environment = "staging" }));
        await _server.MakeKeyAsync(new { name = "staging-reader", scopes = new[] { "read" }, environment = "staging" });
        await _server.MakeKeyAsync(new { name = "production-reader", scopes = new[] { "read" }, environment = "production" });
        await _server.MakeKeyAsync(new { name = "staging-reporter", scopes = new[] { "read", "report" }, environment = "staging" });
    }

    [TearDown]
    public async Task StopAsync()
    {
        _staging.Dispose();
        await _server.DisposeAsync();
    }

    [Test, Rule("no key makes one that can do more than itself")]
    public async Task Make_ForAllEnvironmentsOrAnother_IsRefusedToAConfinedKey([Values(null, "production")] string? environment)
    {
        using var answer = await _staging.PostAsJsonAsync("/api/keys", new { name = "more", scopes = new[] { "read" }, environment });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(await answer.Content.ReadAsStringAsync(),
            Does.Contain("A key cannot make a key that can do more than itself.").And.Contain("for the environment 'staging'"));
        Assert.That(await NamesAsync(_server.Admin), Does.Not.Contain("more"));
        Assert.That(await _server.HistoryAsync("action=configure"), Has.Count.EqualTo(4), "what was refused is not recorded as made");
    }

    [Test, Rule("no key makes one that can do more than itself")]
    public async Task Make_OfAnyScopes_SucceedsJustForItsOwn([Range(1, 31)] int bits)
    {
        var scopes = AllScopes.Where((_, i) => (bits >> i & 1) == 1).ToArray();
        using var answer = await _staging.PostAsJsonAsync("/api/keys", new { name = "another", scopes, environment = "staging" });
        var isLess = scopes.All(scope => scope is "read" or "operate" or "admin");
        Assert.That(answer.StatusCode, Is.EqualTo(isLess ? HttpStatusCode.OK : HttpStatusCode.Forbidden), string.Join(' ', scopes));
    }

    [Test]
    public async Task List_ByAConfinedKey_HasThoseAtOrBelowIt() =>
        Assert.That(await NamesAsync(_staging), Is.EquivalentTo(new[] { "staging-admin", "staging-reader" }));

    [TestCase("first-admin")]
    [TestCase("production-reader")]
    [TestCase("staging-reporter")]
    [TestCase("nobody")]
    public async Task RotateAndRevoke_OfAKeyAboveOrBeside_IsAnsweredAsForAMissingOne(string name)
    {
        using (var rotated = await _staging.PostAsync(new Uri($"/api/keys/{name}/rotate", UriKind.Relative), null)) Assert.That(
            rotated.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        using (var revoked = await _staging.DeleteAsync(new Uri($"/api/keys/{name}", UriKind.Relative))) Assert.That(
            revoked.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        using (var secret = await _staging.DeleteAsync(new Uri($"/api/keys/{name}/01234567", UriKind.Relative))) Assert.That(
            secret.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await NamesAsync(_server.Admin), Has.Count.EqualTo(5));
        Assert.That(await _server.HistoryAsync("action=configure"), Has.Count.EqualTo(4));
    }

    [Test]
    public async Task RotateAndRevoke_OfAKeyBelow_Succeed()
    {
        using (var rotated = await _staging.PostAsync(new Uri("/api/keys/staging-reader/rotate", UriKind.Relative), null)) Assert.That(
            rotated.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        using var revoked = await _staging.DeleteAsync(new Uri("/api/keys/staging-reader", UriKind.Relative));
        Assert.That(revoked.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
    }

    [Test]
    public async Task Make_UnderANameThatConfigurationHas_Is409()
    {
        await using var server = await TestServer.StartAsync(
            null,
            "--Server:Keys:0:Name=ops", "--Server:Keys:0:Secret=a-secret-of-the-operators", "--Server:Keys:0:Scopes:0=admin",
                "--Server:Keys:0:Scopes:1=read");
        using var ops = server.Client("a-secret-of-the-operators");
        using var answer = await ops.PostAsJsonAsync("/api/keys", new { name = "ops", scopes = new[] { "read" } });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict), "the trail would not tell one from the other");
    }

    [Test]
    public async Task History_OfAConfinedKey_HasItsEnvironmentAlone()
    {
        foreach (var environment in new[] { "production", "staging" }) (await _server.KillAsync("checkout", environment)).Dispose();
        var records = (await _staging.GetFromJsonAsync<JsonElement>("/api/flags/history")).GetProperty("records").EnumerateArray().ToList();
        Assert.That(records.Select(record => record.GetProperty("environment").GetString()), Is.EqualTo(new[] { "staging" }));
        using var other = await _staging.GetAsync(new Uri("/api/flags/history?environment=production", UriKind.Relative));
        Assert.That(other.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    [Test]
    public async Task Feed_OfAConfinedKey_HasNothingOfOtherEnvironments()
    {
        (await _server.PublishAsync(TwoEnvironments)).Dispose();
        var text = await _staging.GetStringAsync(new Uri("/api/flags/staging", UriKind.Relative));
        Assert.That(text, Does.Contain("\"checkout\"").And.Contain("insiders").And.Contain("everybody-of-staging"));
        Assert.That(text, Does.Not.Contain("production").And.Not.Contain("vip").And.Not.Contain("acme"));
        var whole = await _server.Admin.GetStringAsync(new Uri("/api/flags", UriKind.Relative));
        Assert.That(whole, Is.EqualTo(TwoEnvironments));
    }

    private static string TwoEnvironments => TestDocument.Of("checkout")
        .Replace("\"schema\": 1,", """
            "schema": 1, "segments": {
                "insiders": { "any": [ { "segment": "everybody-of-staging" } ] },
                "everybody-of-staging": { "attribute": "office", "in": ["vienna"] },
                "vip": { "attribute": "customer", "in": ["acme"] } },
            """, StringComparison.Ordinal)
        .Replace("\"production\": {",
            """ "production": { "rules": [ { "name": "vips", "when": { "segment": "vip" }, "serve": "on" } ], """, StringComparison.Ordinal)
        .Replace("\"staging\": {",
            """ "staging": { "rules": [ { "name": "inside", "when": { "segment": "insiders" }, "serve": "on" } ], """,
            StringComparison.Ordinal);

    private static async Task<IReadOnlyList<string?>> NamesAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<JsonElement>("/api/keys")).EnumerateArray().Select(key => key.GetProperty("name").GetString())];
}
