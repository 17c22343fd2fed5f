using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Dataface.Flags.Server.Tests.Keys;

[TestFixture]
internal sealed class KeyTests
{
    [Test]
    public async Task Rotate_UnderLoad_NotOneRequestIsRefused()
    {
        await using var server = await TestServer.StartAsync();
        var secret = await server.MakeKeyAsync("service", "read");
        using var stop = new CancellationTokenSource();
        var (asked, refused) = (new int[4], 0);
        var load = Enumerable.Range(0, asked.Length).Select(caller => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                using var client = server.Client(Volatile.Read(ref secret));
                using var answer = await client.GetAsync(new Uri("/api/flags/production", UriKind.Relative));
                asked[caller]++;
                if (answer.StatusCode == HttpStatusCode.Unauthorized) Interlocked.Increment(ref refused);
            }
        })).ToList();

        var oldest = (await KeysAsync(server, "service"))[0];
        for (var rotation = 0; rotation < 10; rotation++)
        {
            using var rotated = await server.Admin.PostAsync(new Uri("/api/keys/service/rotate", UriKind.Relative), null);
            var answer = await TestServer.JsonAsync(rotated);
            Volatile.Write(ref secret, answer.GetProperty("secret").GetString()!);

            var before = asked.ToArray();

            // Requests that read the old secret must have ended before it is revoked, as an operator would wait for his services.
            await Eventually.HoldsAsync(
                () => asked.Zip(before).All(pair => pair.First >= pair.Second + 2), "all callers have taken the new secret");
            using var revoked = await server.Admin.DeleteAsync(new Uri($"/api/keys/service/{oldest}", UriKind.Relative));
            Assert.That(revoked.StatusCode, Is.EqualTo(HttpStatusCode.NoContent));
            oldest = answer.GetProperty("id").GetString()!;
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        Assert.That(refused, Is.Zero, $"of {asked.Sum()} requests");
    }

    [Test]
    public async Task Rotate_WithTwoSecretsAlready_IsRefusedWithWhatToDo()
    {
        await using var server = await TestServer.StartAsync();
        await server.MakeKeyAsync("service", "read");
        (await server.Admin.PostAsync(new Uri("/api/keys/service/rotate", UriKind.Relative), null)).Dispose();
        using var third = await server.Admin.PostAsync(new Uri("/api/keys/service/rotate", UriKind.Relative), null);
        Assert.That(third.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await third.Content.ReadAsStringAsync(), Does.Contain("Revoke the one no longer in use"));
    }

    [Test]
    public async Task Keys_OnDisk_AreHashesOnlyTheOwnerMayRead()
    {
        using var folder = new TemporaryFolder();
        await using var server = await TestServer.StartAsync(folder["data"]);
        var secret = await server.MakeKeyAsync("service", "read");
        foreach (var file in Directory.GetFiles(folder["data"], "*", SearchOption.AllDirectories)
            .Where(f => Path.GetExtension(f) is not ".lock"))
        {
            var text = await File.ReadAllTextAsync(file);
            Assert.That(text, Does.Not.Contain(secret).And.Not.Contain(server.AdminSecret), file);
        }

        if (!OperatingSystem.IsWindows())
            Assert.That(File.GetUnixFileMode(Path.Combine(folder["data"], "dataface-flags.db")),
                Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task Start_Again_KeepsKeysAndMakesNoFirstOne()
    {
        using var folder = new TemporaryFolder();
        string secret;
        await using (var first = await TestServer.StartAsync(folder["data"])) secret = first.AdminSecret;
        await using var second = await TestServer.StartAsync(folder["data"]);
        Assert.That(second.AdminSecret, Is.Empty);
        using var client = second.Client(secret);
        using var answer = await client.GetAsync(new Uri("/api/keys", UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task SecretsFile_ThatChanges_IsFollowedAndABadOneChangesNothing()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["secrets.json"], SecretsWith("first-secret-of-the-file-0123"));
        await using var server =
            await TestServer.StartAsync(folder["data"], "--secrets-file", folder["secrets.json"], "--Server:RateLimit:Anonymous=0");
        Assert.That(await StatusAsync(server, "first-secret-of-the-file-0123"), Is.EqualTo(HttpStatusCode.OK));

        await File.WriteAllTextAsync(folder["secrets.json"], SecretsWith("second-secret-of-the-file-0123"));
        await Eventually.HoldsAsync(
            () => StatusAsync(server, "second-secret-of-the-file-0123").Result == HttpStatusCode.OK, "the new secret is valid");
        Assert.That(await StatusAsync(server, "first-secret-of-the-file-0123"), Is.EqualTo(HttpStatusCode.Unauthorized));

        await File.WriteAllTextAsync(folder["secrets.json"], SecretsWith("short"));
        await Eventually.HoldsAsync(() => server.Log.Count(7101) > 0, "it is said that the file is refused");
        Assert.That(await StatusAsync(server, "second-secret-of-the-file-0123"), Is.EqualTo(HttpStatusCode.OK));
        Assert.That(server.Log.Events.Select(e => e.Text), Has.None.Contain("second-secret"));
    }

    [TestCase("{ \"Server\": { \"Keys\": [")]
    [TestCase("")]
    [TestCase("[]")]
    [TestCase(null)]
    public async Task SecretsFile_HalfWrittenOrGone_KeysStayValidAndTheNextGoodOneIsTaken(string? broken)
    {
        const int secretsUnreadable = 7102;
        using var folder = new TemporaryFolder();
        var path = folder["secrets.json"];
        await File.WriteAllTextAsync(path, SecretsWith("first-secret-of-the-file-0123"));
        await using var server = await TestServer.StartAsync(folder["data"], "--secrets-file", path, "--Server:RateLimit:Anonymous=0");
        if (broken is null) File.Delete(path);
        else await File.WriteAllTextAsync(path, broken);
        await Eventually.HoldsAsync(() => server.Log.Count(secretsUnreadable) > 0, "it is said that the file is not taken");
        Assert.That(server.Log.Events.Last(e => e.Id == secretsUnreadable).Text, Does.Contain(path).And.Contain("Write one JSON object"));
        Assert.That(await StatusAsync(server, "first-secret-of-the-file-0123"), Is.EqualTo(HttpStatusCode.OK));

        await File.WriteAllTextAsync(path, SecretsWith("second-secret-of-the-file-0123"));
        await Eventually.HoldsAsync(
            () => StatusAsync(server, "second-secret-of-the-file-0123").Result == HttpStatusCode.OK, "the next good one is taken");
        Assert.That(await StatusAsync(server, "first-secret-of-the-file-0123"), Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Changes_OfKeys_AreAuditedWithoutSecrets()
    {
        await using var server = await TestServer.StartAsync();
        var secret = await server.MakeKeyAsync("service", "read");
        (await server.Admin.DeleteAsync(new Uri("/api/keys/service", UriKind.Relative))).Dispose();
        var records = await server.HistoryAsync("action=configure");
        Assert.That(records.Select(r => r.GetProperty("reason").GetString()),
            Is.EqualTo(new[] { "revoked the key 'service'", records[1].GetProperty("reason").GetString() }));
        Assert.That(records[1].GetProperty("reason").GetString(), Does.StartWith("made the key 'service' (read; environment any)"));
        Assert.That(JsonSerializer.Serialize(records), Does.Not.Contain(secret));
    }

    private static string SecretsWith(string secret) =>
        $$"""{ "Server": { "Keys": [ { "Name": "from-file", "Secret": "{{secret}}", "Scopes": [ "read", "admin" ] } ] } }""";

    private static async Task<HttpStatusCode> StatusAsync(TestServer server, string secret)
    {
        using var client = server.Client(secret);
        using var answer = await client.GetAsync(new Uri("/api/flags/production", UriKind.Relative));
        return answer.StatusCode;
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(TestServer server, string name) =>
        [.. (await server.Admin.GetFromJsonAsync<JsonElement>("/api/keys")).EnumerateArray()
            .Single(k => k.GetProperty("name").GetString() == name)
            .GetProperty("secrets").EnumerateArray().Select(s => s.GetProperty("id").GetString()!)];
}
