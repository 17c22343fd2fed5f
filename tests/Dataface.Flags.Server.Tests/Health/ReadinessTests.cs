using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dataface.Flags.Postgres.Tests;

namespace Dataface.Flags.Server.Tests.Health;

/// <summary>Ready is not 200 while no change can be kept and announced.</summary>
[TestFixture]
internal sealed class ReadinessTests
{
    [TestCase("SELECT FROM dataface_flags.head FOR UPDATE")]
    [TestCase("LOCK TABLE dataface_flags.head IN SHARE MODE")]
    [TestCase("LOCK TABLE dataface_flags.audit IN SHARE MODE")]
    [TestCase("LOCK TABLE dataface_flags.kills IN SHARE MODE")]
    [TestCase("LOCK TABLE dataface_flags.environments IN SHARE MODE")]
    public async Task Ready_ASessionOfTheDatabaseKeepsTheTurn_IsNotUntilItEndsAndKillsSayWho(string sql)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        await ExpectAsync(server.Admin, HttpStatusCode.OK);
        await using (var held = await HeldLock.TakeAsync(database, sql))
        {
            await ExpectAsync(server.Admin, HttpStatusCode.ServiceUnavailable);
            using var kill = await server.KillAsync("checkout");
            Assert.That(kill.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(await kill.Content.ReadAsStringAsync(), Does.Contain($"process {held.Process} ").And.Contain(HeldLock.Application));
        }

        await ExpectAsync(server.Admin, HttpStatusCode.OK);
    }

    [Test]
    public async Task Ready_DatabaseTakesNoWrites_IsNotUntilItDoes()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        await database.RunAsync($"ALTER DATABASE {database.Name} SET default_transaction_read_only = on");
        await database.CutAsync();
        await ExpectAsync(server.Admin, HttpStatusCode.ServiceUnavailable);
        await database.RunAsync($"SET TRANSACTION READ WRITE; ALTER DATABASE {database.Name} RESET default_transaction_read_only");
        await database.CutAsync();
        await ExpectAsync(server.Admin, HttpStatusCode.OK);
    }

    [TestCase("REVOKE EXECUTE ON FUNCTION dataface_flags.change_state FROM dataface_flags_owner")]
    [TestCase("REVOKE EXECUTE ON FUNCTION dataface_flags.publish FROM dataface_flags_owner")]
    [TestCase("REVOKE INSERT ON dataface_flags.sessions FROM dataface_flags_owner")]
    [TestCase("REVOKE USAGE ON SCHEMA dataface_flags FROM dataface_flags_owner")]
    public async Task Ready_RightsAreTakenFromTheServersUser_IsNot(string revoke)
    {
        await using var database = await TestDatabase.CreateAsync();
        await (await TestServer.StartAsync(null, "--postgres", database.ConnectionString)).DisposeAsync();
        var user = $"{database.Name}_server";
        await database.RunAsync($"CREATE ROLE {user} LOGIN PASSWORD 'secret' IN ROLE dataface_flags_owner");
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Username = user,
            Password = "secret"
        }.ConnectionString;
        await using (var server = await TestServer.StartAsync(null, "--postgres", connection))
        {
            await ExpectAsync(server.Admin, HttpStatusCode.OK);
            await database.RunAsync(revoke);
            await ExpectAsync(server.Admin, HttpStatusCode.ServiceUnavailable);
        }

        await database.CutAsync();
        await database.RunAsync($"DROP ROLE {user}");
    }

    [Test]
    public async Task Ready_DocumentInTheDatabaseIsDamaged_IsNotAndKillsStillReachStreams()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        await ReadFeedAsync(server);
        await database.RunAsync(
            "ALTER TABLE dataface_flags.documents DROP CONSTRAINT documents_check; SET session_replication_role = replica; UPDATE "
            + "dataface_flags.documents SET content = '{}'");
        await ExpectAsync(server.Admin, HttpStatusCode.ServiceUnavailable);
        var answer = await TestServer.JsonAsync(await server.KillAsync("checkout"));
        Assert.That(answer.GetProperty("reach").GetString(), Is.EqualTo("durable"), "no more than is true");
        Assert.That((await ReadFeedAsync(server)).GetProperty("state").GetProperty("kills").TryGetProperty("checkout", out _),
            "a damaged document freezes no kill");
    }

    [Test, Rule("fleet means announced")]
    public async Task Kill_DatabaseWentBackWithoutRecover_IsDurableAndTheServerNotReady()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        foreach (var flag in new[] { "a", "b", "c", "d" }) (await server.KillAsync(flag)).Dispose();
        await database.RunAsync(
            """
            SET session_replication_role = replica;
            DELETE FROM dataface_flags.kills WHERE sequence > 1; DELETE FROM dataface_flags.audit WHERE sequence > 1;
            UPDATE dataface_flags.environments SET sequence = 1;
            UPDATE dataface_flags.head SET sequence = 1,
                hash = (SELECT convert_from(line, 'UTF8')::json ->> 'hash' FROM dataface_flags.audit)
            """);
        var answer = await TestServer.JsonAsync(await server.KillAsync("e"));
        Assert.That(answer.GetProperty("reach").GetString(), Is.EqualTo("durable"));
        await ExpectAsync(server.Admin, HttpStatusCode.ServiceUnavailable);
    }

    [Test]
    public async Task Ready_AnotherProcessKeepsTheDatabaseLocked_IsNotUntilItLetsGo()
    {
        await using var server = await TestServer.StartAsync();
        (await server.KillAsync("a")).Dispose();
        var database = DatabaseOf(server);
        using (var other = Sqlite.Connections.SqliteConnections.OpenWriter(database))
        {
            Sqlite.Connections.SqliteStatements.Execute(other, "BEGIN IMMEDIATE");
            await ExpectAsync(server.Admin, HttpStatusCode.ServiceUnavailable);
        }

        await ExpectAsync(server.Admin, HttpStatusCode.OK);
        Assert.That(File.Exists(database + ".probe"), Is.False, "it leaves nothing behind");
    }

    [Test]
    public async Task Ready_DocumentInTheFolderIsDamaged_IsNot()
    {
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        await ExpectAsync(server.Admin, HttpStatusCode.OK);
        using (var other = Sqlite.Connections.SqliteConnections.OpenWriter(DatabaseOf(server)))
        {
            Sqlite.Connections.SqliteStatements.Execute(other, "UPDATE documents SET content = x'7B7D'");
        }

        await ExpectAsync(server.Admin, HttpStatusCode.ServiceUnavailable);
    }

    [Test, Platform("Linux")]
    public async Task Ready_FilesMayGrowNoFurther_IsNotBeforeAChangeIsRefused()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartLimitedAsync(1024, "--data", folder["data"], "--Server:RateLimit:Change=0");
        using var client = server.Client(server.FirstSecret!);
        await ExpectAsync(client, HttpStatusCode.OK);
        while (new FileInfo(Path.Combine(folder["data"], "dataface-flags.db-wal")) is not { Exists: true, Length: > 800 * 1024 })
            Assert.That(
            await KillAsync(client), Is.EqualTo(HttpStatusCode.OK));
        await ExpectAsync(client, HttpStatusCode.ServiceUnavailable);
        Assert.That(await KillAsync(client), Is.EqualTo(HttpStatusCode.OK), "load balancers know before anything is refused");
        while (await KillAsync(client) == HttpStatusCode.OK)
        {
            // Until nothing fits any more.
        }

        await ExpectAsync(client, HttpStatusCode.ServiceUnavailable);
    }

    private static async Task<HttpStatusCode> KillAsync(HttpClient client)
    {
        using var kill = await client.PostAsJsonAsync("/api/flags/checkout/kill",
            new { environment = "production", reason = new string('x', 500) });
        return kill.StatusCode;
    }

    private static string DatabaseOf(TestServer server) =>
        Path.Combine(((Dataface.Flags.Server.Storage.ServerStorage)server.App.Services.GetService(
            typeof(Dataface.Flags.Server.Storage.ServerStorage))!).Description["data folder ".Length..], "dataface-flags.db");

    private static Task<JsonElement> ReadFeedAsync(TestServer server) =>
        server.Admin.GetFromJsonAsync<JsonElement>("/api/flags/production");

    private static HttpStatusCode StatusOf(HttpClient client)
    {
        using var answer = client.GetAsync(new Uri("/healthz/ready", UriKind.Relative)).Result;
        return answer.StatusCode;
    }

    private static Task ExpectAsync(HttpClient client, HttpStatusCode status) =>
        Eventually.HoldsAsync(() => StatusOf(client) == status, $"/healthz/ready answers {status}");
}
