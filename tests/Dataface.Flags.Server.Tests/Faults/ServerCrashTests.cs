using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Server.Tests.Experiments;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Folder;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Tests.Faults;

/// <summary>
/// kill -9 of the server in the middle of kills, publications, keys, experiments and their events, at random points. 10 of them by
/// default; as many as CRASH_POINTS says, which tests/crash.sh sets to 100.
/// </summary>
[TestFixture]
internal sealed class ServerCrashTests
{
    private const string Secret = "a-secret-of-the-crash-tests-0123456789";

    private static readonly int Crashes =
        int.Parse(Environment.GetEnvironmentVariable("CRASH_POINTS") ?? "10", CultureInfo.InvariantCulture);

    private const string Approver = "another-secret-of-the-crash-tests-0123456789";

    private const int EventsAtOnce = 20;

    private static readonly string[] Read = ["read"];

    [Test, Rule("a kill survives")]
    public async Task Kill9_InTheMiddleOfChanges_LosesNothingThatWasAnsweredAndHalvesNothing()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder["secrets.json"], $$"""{ "Server": { "Keys": [ { "Name": "tests", "Secret": "{{Secret}}", "Scopes": ["read", "operate","""
                + $$""" "report", "admin"] }, { "Name": "approver", "Secret": "{{Approver}}", "Scopes": ["read", "operate"] } ] } }""");
        string[] args = ["--data", folder["data"], "--secrets-file", folder["secrets.json"]];
        var random = new Random(11);
        var (kills, keys, experiments, events, published) = (new HashSet<string>(), new HashSet<string>(), new HashSet<string>(), 0, 0);
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
            if (crash == 0)
            {
                using var approver = server.Client(Approver);
                await RunningExperiment.AddAsync(client, approver);
                published = 1;
            }

            Assert.That(experiments.Except(await ExperimentsAsync(client)), Is.Empty, "answered, but lost");
            Assert.That(Events(folder["data"]), Is.InRange(events, events + EventsAtOnce), "answered, but lost");
            events = (int)Events(folder["data"]);
            if (crash == Crashes) break;
            var changed = await ChangeUntilKilledAsync(server, client, crash, random.Next(1, 120), kills, keys, experiments);
            (published, events) = (published + changed.Published, events + changed.Events);
        }

        TestContext.Out.WriteLine(
            $"{Crashes} crashes, {kills.Count} answered kills, {keys.Count} keys, {published} publications, "
                + $"{experiments.Count} experiments and {events} events, none lost");
        Assert.That(kills, Has.Count.GreaterThan(Crashes));
        Assert.That((experiments.Count, events), Is.GreaterThan((0, 0)));
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

        using (var connection = SqliteConnections.OpenWriter(new ServerFolder(folder["data"]).Database))
        {
            SqliteStatements.Execute(
                connection, "UPDATE audit SET line = CAST(replace(CAST(line AS TEXT), '\"f1\"', '\"f9\"') AS BLOB) WHERE flag = 'f1'");
        }

        Assert.That(
            async () => await ServerProcess.StartAsync("--data", folder["data"]),
            Throws.InvalidOperationException.With.Message.Contains("of the trail is not as it was written"));
    }

    /// <summary>
    /// Changes from seven callers until the server is killed at a random moment; gives how many publications and events were answered.
    /// </summary>
    private static async Task<(int Published, int Events)> ChangeUntilKilledAsync(
        ServerProcess server, HttpClient client, int crash, int enough, HashSet<string> kills, HashSet<string> keys,
        HashSet<string> experiments)
    {
        var (answered, published, events) = (0, 0, 0);
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
                using var answer = await Publishing.SendAsync(client, Document(crash, i));
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
        var designer = Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"draft-{crash}-{i}");
                await RunningExperiment.AddDraftAsync(client, id);
                lock (experiments) experiments.Add(id);
            }
        });
        var shop = Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                var orders = Enumerable.Range(0, EventsAtOnce).Select(order => Order($"{crash}-{i}-{order}"));
                using var body = new StringContent(
                    $"[{string.Join(',', orders)}]", Encoding.UTF8, "application/cloudevents-batch+json");
                using var answer = await client.PostAsync(new Uri("/api/events", UriKind.Relative), body);
                answer.EnsureSuccessStatusCode();
                var accepted = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accepted").GetInt32();
                Interlocked.Add(ref events, accepted);
            }
        });
        await Eventually.HoldsAsync(() => answered >= enough, "enough changes were made");
        await server.KillAsync();
        foreach (var task in (Task[])[.. killers, publisher, keyMaker, designer, shop])
            Assert.That(async () => await task, Throws.InstanceOf<Exception>());
        return (published, events);
    }

    /// <summary>The flag of the experiment, told otherwise each time.</summary>
    private static string Document(int crash, int number) => TestDocument.Experiment("checkout-v2").Replace(
        "A flag of a test.", string.Create(CultureInfo.InvariantCulture, $"Version {crash}-{number}."), StringComparison.Ordinal);

    private static string Order(string id) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"specversion\":\"1.0\",\"id\":\"{id}\",\"source\":\"shop\",\"type\":\"order_placed\""
            + $",\"time\":\"{DateTime.UtcNow:O}\",\"data\":{{\"v\":1,\"unit\":\"{id}\"}}}}");

    private static async Task<IEnumerable<string>> ExperimentsAsync(HttpClient client)
    {
        var answer = await client.GetFromJsonAsync<JsonElement>("/api/experiments");
        return [.. answer.EnumerateArray().Select(e => e.GetProperty("id").GetString()!)];
    }

    private static long Events(string folder)
    {
        using var connection = SqliteConnections.OpenReader(new ServerFolder(folder).Database);
        return connection.Value<long>("SELECT count(*) FROM events");
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
