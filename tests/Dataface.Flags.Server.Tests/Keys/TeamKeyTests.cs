using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Keys;

namespace Dataface.Flags.Server.Tests.Keys;

/// <summary>Where keys get a team from, and that older ones have none.</summary>
[TestFixture]
internal sealed class TeamKeyTests
{
    private const string Older = """
        [ { "name": "old", "scopes": [ "read" ], "environment": null,
            "secrets": [ { "id": "01234567", "sha256": "{hash}", "createdAt": "2026-11-01T00:00:00.0000000Z",
            "createdBy": "first-admin" } ] } ]
        """;

    private const string Secret = "dff_01234567_a-secret-of-an-older-server";

    [Test]
    public void Read_KeysThatWereWritten_AreTheSame()
    {
        var key = new ApiKey("payments", Scope.Read | Scope.Report, "staging", "team-payments", []);
        var read = KeyCodec.Read(KeyCodec.Write([key, key with { Name = "all", Team = null }]), "test");
        Assert.That(read.Select(k => (k.Name, k.Scopes, k.Environment, k.Team)),
            Is.EqualTo(new[] { ("payments", key.Scopes, "staging", "team-payments"), ("all", key.Scopes, "staging", null) }));
    }

    [Test]
    public async Task Start_WithKeysOfAnOlderServer_TheyHaveNoTeam([Values] bool isPostgres)
    {
        using var folder = new TemporaryFolder();
        await using var database = isPostgres ? await TestDatabase.CreateAsync() : null;
        string[] storage = database is null ? [] : ["--postgres", database.ConnectionString];
        var older = Older.Replace("{hash}", Convert.ToHexStringLower(SecretText.Hash(Secret)), StringComparison.Ordinal);
        if (database is null)
        {
            Directory.CreateDirectory(folder["data"]);
            await File.WriteAllTextAsync(folder["data/keys.json"], older);
        }
        else
        {
            await using (await TestServer.StartAsync(folder["data"], storage))
            {
                // Makes the schema.
            }

            await database.RunAsync($"UPDATE dataface_flags.settings SET value = convert_to('{older}', 'UTF8') WHERE name = 'keys'");
        }

        await using var server = await TestServer.StartAsync(folder["data"], storage);
        using var client = server.Client(Secret);
        using var answer = await client.GetAsync(new Uri("/api/experiments", UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task SecretsFile_KeyWithATeam_IsConfinedToIt()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["secrets.json"], """
            { "Server": { "Keys": [ { "Name": "payments", "Secret": "secret-of-the-team-payments",
            "Scopes": [ "read", "operate" ], "Team": "team-payments" },
                                    { "Name": "all", "Secret": "secret-of-all-the-other-teams", "Scopes": [ "read", "operate" ] } ] } }
            """);
        await using var server = await TestServer.StartAsync(folder["data"], "--secrets-file", folder["secrets.json"]);
        using var all = server.Client("secret-of-all-the-other-teams");
        using var team = server.Client("secret-of-the-team-payments");
        using var added = await all.PostAsJsonAsync(
            "/api/experiments", new { name = "Two pages", hypothesis = "More.", kpis = new[] { "orders" }, owner = "team-content" });
        Assert.That(added.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        Assert.That((await all.GetFromJsonAsync<JsonElement>("/api/experiments")).GetArrayLength(), Is.EqualTo(1));
        Assert.That((await team.GetFromJsonAsync<JsonElement>("/api/experiments")).GetArrayLength(), Is.Zero);
    }

    [Test]
    public async Task Make_WithATeam_IsListedAndAuditedWithIt()
    {
        await using var server = await TestServer.StartAsync();
        await server.MakeKeyAsync(new { name = "payments", scopes = new[] { "read" }, team = "team-payments" });
        var listed = (await server.Admin.GetFromJsonAsync<JsonElement>("/api/keys")).EnumerateArray()
            .Single(k => k.GetProperty("name").GetString() == "payments");
        Assert.That(listed.GetProperty("team").GetString(), Is.EqualTo("team-payments"));
        Assert.That((await server.HistoryAsync("action=configure"))[0].GetProperty("reason").GetString(),
            Does.Contain("environment any; team team-payments)"));
    }

    [TestCase("read", "")]
    [TestCase("read", " team-payments")]
    [TestCase("read", "team\npayments")]
    [TestCase("admin", "team-payments")]
    public async Task Make_WithATeamThatCannotBe_IsRefusedThereAndInConfiguration(string scope, string team)
    {
        await using var server = await TestServer.StartAsync();
        using var answer = await server.Admin.PostAsJsonAsync("/api/keys", new { name = "payments", scopes = new[] { scope }, team });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        var failures = ConfiguredKeyReader.Failures(
            new() { Name = "payments", Secret = new string('s', 24), Scopes = { scope }, Team = team });
        Assert.That(failures.Single(), Does.StartWith("The configured key 'payments' has a team"));
    }
}
