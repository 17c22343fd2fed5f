using System.Net;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Postgres.Tests.Faults;
using Dataface.Flags.Server.Tests.Fleet;
using Npgsql;

namespace Dataface.Flags.Server.Tests.Replicas;

/// <summary>
/// PostgreSQL's password changes, and the secrets file with it, while the server runs. The cluster is the test's own: it asks for one.
/// </summary>
[TestFixture]
internal sealed class PasswordTests
{
    private const string Key = "a-secret-of-the-password-tests-012345";

    private const int StoreFailed = 7112;

    private const int SecretsUnreadable = 7102;

    private static readonly EvaluationContext Somebody = EvaluationContext.ForUser("user-42");

    [Test]
    public async Task Password_ChangesWithItsSecretsFile_ServerContinuesWithoutARestart()
    {
        using var folder = new TemporaryFolder();
        await using var cluster = new Cluster();
        await cluster.StartAsync();
        await using var database = await TestDatabase.CreateAsync(cluster.Server);
        await database.RunAsync($"CREATE ROLE flags_server LOGIN PASSWORD 'first'; ALTER DATABASE {database.Name} OWNER TO flags_server");
        await File.WriteAllTextAsync(folder["secrets.json"], Secrets(database, "first"));
        string[] args = ["--postgres", Connection(database, null), "--secrets-file", folder["secrets.json"]];
        await using var server = await TestServer.StartAsync(null, args);
        using var client = server.Client(Key);
        (await server.PublishAsync(TestDocument.Of("checkout", "cart", "search"), client)).Dispose();
        await using var service = await Services.StartOneAsync(server.Address, Key, null);

        // Half a file: the key and the password of the whole one stay.
        await File.WriteAllTextAsync(folder["secrets.json"], Secrets(database, "second")[..^20]);
        await Eventually.HoldsAsync(() => server.Log.Count(SecretsUnreadable) > 0, "it says that it cannot read the file");
        await database.CutAsync();
        await Eventually.HoldsAsync(
            () => KillAsync(server, client, "cart").Result == HttpStatusCode.OK, "new connections are made with the last good password");

        await database.RunAsync("ALTER ROLE flags_server PASSWORD 'second'");
        await database.CutAsync();
        await Eventually.HoldsAsync(() => !IsReady(server), "it says that it is not ready");
        Assert.That(await KillAsync(server, client, "search"), Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        var said = server.Log.Events.Where(e => e.Id == StoreFailed).Select(e => e.Text).ToList();
        Assert.That(said, Has.Some.Contains("/healthz/ready").And.Some.Contains(
            "password authentication failed for user \"flags_server\""));
        Assert.That(service.IsEnabled("checkout", Somebody) && !service.IsEnabled("cart", Somebody), Is.True, "services go on");

        await File.WriteAllTextAsync(folder["secrets.json"], Secrets(database, "second"));
        await Eventually.HoldsAsync(() => IsReady(server), "it has taken the new password");
        Assert.That(await KillAsync(server, client, "checkout"), Is.EqualTo(HttpStatusCode.OK));
        await Eventually.HoldsAsync(() => !service.IsEnabled("checkout", Somebody), "the stream that was there all the time has the kill");
        Assert.That(server.Log.Events.Select(e => e.Text), Has.None.Contains(Key).And.None.Contains("Password="));
    }

    [Test]
    public async Task Start_WithAWrongPassword_SaysWhatIsWrongAndWhereToFixIt()
    {
        await using var cluster = new Cluster();
        await cluster.StartAsync();
        await using var database = await TestDatabase.CreateAsync(cluster.Server);
        var wrong = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Password = "not-this-one" }.ConnectionString;
        await Assert.ThatAsync(
            () => ServerProcess.StartAsync("--postgres", wrong),
            Throws.InvalidOperationException.With.Message.Contains("password authentication failed for user \"postgres\"")
                .And.Message.Contains("Fix that, or the connection string")
                .And.Message.Not.Contains("Unhandled exception").And.Message.Not.Contains("not-this-one"));
    }

    private static string Secrets(TestDatabase database, string password) => $$"""
        {
          "Server": {
            "Keys": [ { "Name": "tests", "Secret": "{{Key}}", "Scopes": ["read", "operate", "admin"] } ],
            "Postgres": "{{Connection(database, password)}}"
          }
        }
        """;

    private static string Connection(TestDatabase database, string? password) =>
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = "flags_server", Password = password }.ConnectionString;

    private static bool IsReady(TestServer server) =>
        server.Admin.GetAsync(new Uri("/healthz/ready", UriKind.Relative)).Result.IsSuccessStatusCode;

    private static async Task<HttpStatusCode> KillAsync(TestServer server, HttpClient client, string flag)
    {
        using var answer = await server.KillAsync(flag, by: client);
        return answer.StatusCode;
    }
}
