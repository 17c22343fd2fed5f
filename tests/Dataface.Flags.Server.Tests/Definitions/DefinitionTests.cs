using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Sqlite.Connections;

namespace Dataface.Flags.Server.Tests.Definitions;

[TestFixture]
internal sealed class DefinitionTests
{
    private static readonly Uri Flags = new("/api/flags", UriKind.Relative);

    private TestServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await TestServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Publish_AndGet_IsTheSameToTheLastByte()
    {
        var document = TestDocument.Of("checkout") + "\n  ";
        using var published = await _server.PublishAsync(document);
        var answer = await TestServer.JsonAsync(published);
        using var got = await _server.Admin.GetAsync(Flags);
        Assert.That(await got.Content.ReadAsStringAsync(), Is.EqualTo(document));
        Assert.That(got.Headers.ETag!.Tag.Trim('"'), Is.EqualTo(answer.GetProperty("sha256").GetString()));
    }

    [Test]
    public async Task Publish_WithoutSayingWhatItReplaces_Is428()
    {
        using var answer = await _server.Admin.PutAsync(Flags, new StringContent(TestDocument.Of("a"), Encoding.UTF8, "application/json"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.PreconditionRequired));
    }

    [Test]
    public async Task Publish_ManyOperatorsAtOnce_OneWinsAndTheOthersGetAConflict()
    {
        (await _server.PublishAsync(TestDocument.Of("base"))).Dispose();
        using var current = await _server.Admin.GetAsync(Flags);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => PutAsync(TestDocument.Of("base", $"flag-{i}"), current.Headers.ETag!)));
        Assert.That(answers.Count(s => s == HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That(answers.Count(s => s == HttpStatusCode.PreconditionFailed), Is.EqualTo(7));
        Assert.That(await _server.HistoryAsync("action=publish"), Has.Count.EqualTo(2));
        Assert.That((await _server.RefusalsAsync()).Single().GetProperty("reason").GetString(), Does.Contain("412 conflict").And
            .Contain("7 times"));
    }

    [Test, Rule("nobody fills the disk")]
    public async Task Publish_OnTopOfAnotherDocument_LeavesNoBytesOnTheDisk()
    {
        using var folder = new TemporaryFolder();
        await using var server = await TestServer.StartAsync(folder["data"]);
        (await server.PublishAsync(TestDocument.Of("base"))).Dispose();
        for (var i = 0; i < 10; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put,
                Flags)
            { Content = new StringContent(TestDocument.Of("base", $"flag-{i}"), Encoding.UTF8, "application/json") };
            request.Headers.IfMatch.Add(new("\"" + new string('0', 64) + "\""));
            using var answer = await server.Admin.SendAsync(request);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.PreconditionFailed));
        }

        using var connection = SqliteConnections.OpenReader(folder["data/dataface-flags.db"]);
        Assert.That(connection.Rows("SELECT hash FROM documents", row => row.GetString(0)), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Publish_PoisonedDocument_IsRefusedWithEveryProblemAndChangesNothing()
    {
        (await _server.PublishAsync(TestDocument.Of("good"))).Dispose();
        using var current = await _server.Admin.GetAsync(Flags);
        string[] poisons =
        [
            "", "{", "null", "[]", """{"schema":1,"flags":{"x":{}}}""", new string('[', 100_000), """{"schema":1,"schema":1,"flags":{}}""",
            "\u0000", "{\"schema\":1,\"flags\":{\"\\ud800\":{}}}",
            TestDocument.Of("good").Replace("\"on\"", "\"nonesuch\"", StringComparison.Ordinal),
        ];
        foreach (var poison in poisons)
            Assert.That(await PutAsync(poison, current.Headers.ETag!), Is.EqualTo(HttpStatusCode.UnprocessableEntity),
                poison.Length > 100 ? "long" : poison);
        using var after = await _server.Admin.GetAsync(Flags);
        Assert.That(after.Headers.ETag, Is.EqualTo(current.Headers.ETag));
        var feed = await _server.Admin.GetFromJsonAsync<JsonElement>("/api/flags/production");
        Assert.That(feed.GetProperty("definitions").GetProperty("number").GetInt32(), Is.EqualTo(1));
    }

    [Test, Rule("experiments are reversible")]
    public async Task Rollback_ToAnEarlierDocument_PutsItInForceAndLeavesKillsAlone()
    {
        (await _server.PublishAsync(TestDocument.Of("first"))).Dispose();
        (await _server.PublishAsync(TestDocument.Of("second"))).Dispose();
        (await _server.KillAsync("first")).Dispose();
        using var answer = await _server.Admin.PostAsJsonAsync("/api/flags/rollback/1", new { reason = "the second is wrong" });
        Assert.That((await TestServer.JsonAsync(answer)).GetProperty("number").GetInt32(), Is.EqualTo(3));
        var feed = await _server.Admin.GetFromJsonAsync<JsonElement>("/api/flags/production");
        Assert.That(feed.GetProperty("definitions").GetProperty("document").GetProperty("flags").TryGetProperty("first", out _), Is.True);
        Assert.That(feed.GetProperty("state").GetProperty("kills").TryGetProperty("first", out _), Is.True,
            "a redeploy never revives a killed flag");
        var record = (await _server.HistoryAsync("action=rollback"))[0];
        Assert.That(record.GetProperty("before").GetProperty("number").GetInt32(), Is.EqualTo(2));
        Assert.That(record.GetProperty("reason").GetString(), Is.EqualTo("the second is wrong"));
        Assert.That(await _server.Admin.GetStringAsync(new Uri("/api/flags/history/2", UriKind.Relative)), Does.Contain("second"));
    }

    [Test]
    public async Task Rollback_ToNoSuchRevision_Is404()
    {
        using var answer = await _server.Admin.PostAsJsonAsync("/api/flags/rollback/7", new { reason = "x" });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private async Task<HttpStatusCode> PutAsync(string document, EntityTagHeaderValue expected)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Put, Flags) { Content = new StringContent(document, Encoding.UTF8, "application/json") };
        request.Headers.IfMatch.Add(expected);
        using var answer = await _server.Admin.SendAsync(request);
        return answer.StatusCode;
    }
}
