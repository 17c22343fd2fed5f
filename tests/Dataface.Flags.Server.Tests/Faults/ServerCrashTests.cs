using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Tests.Faults;

/// <summary>
/// kill -9 of the server in the middle of kills and publications, at random points. 10 of them by default; as many as
/// CRASH_POINTS says, which tests/crash.sh sets to 100.
/// </summary>
[TestFixture]
internal sealed class ServerCrashTests
{
    private const string Secret = "a-secret-of-the-crash-tests-0123456789";

    private static readonly int Crashes =
        int.Parse(Environment.GetEnvironmentVariable("CRASH_POINTS") ?? "10", CultureInfo.InvariantCulture);

    private static readonly string[] Read = ["read"];

    [Test, Rule("a kill survives")]
    public async Task Kill9_InTheMiddleOfChanges_LosesNothingThatWasAnsweredAndHalvesNothing()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder["secrets.json"], $$"""{ "Server": { "Keys": [ { "Name": "tests", "Secret": "{{Secret}}", "Scopes": ["read","""
                + $$""" "operate", "admin"] } ] } }""");
        string[] args = ["--data", folder["data"], "--secrets-file", folder["secrets.json"]];
        var random = new Random(11);
        var (kills, keys, published) = (new HashSet<string>(), new HashSet<string>(), 0);
        for (var crash = 0; crash <= Crashes; crash++)
        {
            await using var server = await ServerProcess.StartAsync(args);
            using var client = server.Client(Secret);
            var feed = await client.GetFromJsonAsync<JsonElement>("/api/flags/production");
            var inForce = feed.GetProperty("state").GetProperty("kills").EnumerateObject().Select(k => k.Name).ToHashSet();
            Assert.That(kills.Except(inForce), Is.Empty, "answered, but lost");
            var known = (await client.GetFromJsonAsync<JsonElement>("/api/keys")).EnumerateArray()
                .Select(k => k.GetProperty("name").GetString());
            Assert.That(keys.Except(known), Is.Empty, "answered, but lost");
            var number = feed.GetProperty("definitions") is { ValueKind: JsonValueKind.Object } definitions
                ? definitions.GetProperty("number").GetInt32() : 0;
            Assert.That(number, Is.InRange(published, published + 1), "an answered publication is in force; at most one was under way");
            published = number;
            Assert.That(await IsIntactAsync(client), Is.True);
            if (crash == Crashes) break;
            published += await ChangeUntilKilledAsync(server, client, crash, random.Next(1, 120), kills, keys);
        }

        TestContext.Out.WriteLine(
            $"{Crashes} crashes, {kills.Count} answered kills, {keys.Count} keys and {published} publications, none lost");
        Assert.That(kills, Has.Count.GreaterThan(Crashes));
    }

    [Test]
    public async Task Stop_ByTheSystem_EndsWithCode0()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync("--data", folder["data"]);
        Assert.That(server.FirstSecret, Does.StartWith("dff_"));
        Assert.That(await server.StopAsync(), Is.Zero);
    }

    [Test]
    public async Task Start_FolderInUse_SaysSo()
    {
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync("--data", folder["data"]);
        Assert.That(async () => await ServerProcess.StartAsync("--data", folder["data"]),
            Throws.InvalidOperationException.With.Message.Contains("Another server uses"));
    }

    [Test]
    public async Task Start_OnADamagedTrail_IsRefusedWithThePlace()
    {
        using var folder = new TemporaryFolder();
        await using (var server = await ServerProcess.StartAsync("--data", folder["data"]))
        {
            using var client = server.Client(server.FirstSecret!);
            for (var i = 0; i < 3; i++)
                (await client.PostAsJsonAsync($"/api/flags/f{i}/kill", new { environment = "production", reason = "x" })).Dispose();
            await server.StopAsync();
        }

        using (var connection = Sqlite.Connections.SqliteConnections.OpenWriter(new Sqlite.Folder.ServerFolder(folder["data"]).Database))
        {
            Sqlite.Connections.SqliteStatements.Execute(
                connection, "UPDATE audit SET line = CAST(replace(CAST(line AS TEXT), '\"f1\"', '\"f9\"') AS BLOB) WHERE flag = 'f1'");
        }

        Assert.That(
            async () => await ServerProcess.StartAsync("--data", folder["data"]),
            Throws.InvalidOperationException.With.Message.Contains("of the trail is not as it was written"));
    }

    /// <summary>
    /// Changes from four callers until the server is killed at a random moment; gives how many publications were answered.
    /// </summary>
    private static async Task<int> ChangeUntilKilledAsync(
        ServerProcess server, HttpClient client, int crash, int enough, HashSet<string> kills, HashSet<string> keys)
    {
        var (answered, published) = (0, 0);
        var killers = Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                var flag = string.Create(CultureInfo.InvariantCulture, $"k{crash}-{caller}-{i}");
                using var answer = await client.PostAsJsonAsync(
                    $"/api/flags/{flag}/kill", new { environment = "production", reason = "x" });
                answer.EnsureSuccessStatusCode();
                lock (kills) kills.Add(flag);
                Interlocked.Increment(ref answered);
            }
        })).ToList();
        var publisher = Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                using var answer = await Publishing.SendAsync(client, TestDocument.Of($"flag-{crash}-{i}"));
                answer.EnsureSuccessStatusCode();
                Interlocked.Increment(ref published);
            }
        });
        var keyMaker = Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"key-{crash}-{i}");
                using var answer = await client.PostAsJsonAsync("/api/keys", new { name, scopes = Read });
                answer.EnsureSuccessStatusCode();
                lock (keys) keys.Add(name);
            }
        });
        await Eventually.HoldsAsync(() => answered >= enough, "enough changes were made");
        await server.KillAsync();
        foreach (var task in killers.Append(publisher).Append(keyMaker))
            Assert.That(async () => await task, Throws.InstanceOf<Exception>());
        return published;
    }

    private static async Task<bool> IsIntactAsync(HttpClient client)
    {
        var lines = (await client.GetStringAsync(new Uri("/api/audit", UriKind.Relative))).Split(
            '\n', StringSplitOptions.RemoveEmptyEntries);
        var records = lines.Select(
            line => AuditCodec.TryRead(Encoding.UTF8.GetBytes(line), out var record) ? record : throw new InvalidDataException(line));
        return (await AuditVerifier.VerifyAsync(records.ToAsyncEnumerable())).IsIntact;
    }
}
