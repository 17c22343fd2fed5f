using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Dataface.Flags.Server.Tests.Feed;

[TestFixture]
internal sealed class FeedTests
{
    [Test]
    public async Task Feed_AfterPublicationAndKill_HasBothAndAnswers304UntilTheNextChange()
    {
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        (await server.KillAsync("checkout", reason: "käse")).Dispose();
        using var answer = await server.Admin.GetAsync(new Uri("/api/flags/production", UriKind.Relative));
        var feed = await TestServer.JsonAsync(answer);
        Assert.That(feed.GetProperty("definitions").GetProperty("document").GetProperty("flags").TryGetProperty("checkout", out _),
            Is.True);
        Assert.That(feed.GetProperty("state").GetProperty("kills").GetProperty("checkout").GetProperty("reason").GetString(),
            Is.EqualTo("käse"));
        Assert.That(answer.Headers.ETag!.Tag, Is.EqualTo($"\"{feed.GetProperty("cursor").GetString()}\""));

        Assert.That(await AskAsync(), Is.EqualTo(HttpStatusCode.NotModified));
        (await server.KillAsync("other", "staging")).Dispose();
        Assert.That(await AskAsync(), Is.EqualTo(HttpStatusCode.NotModified), "another environment's change is none of this one");
        (await server.KillAsync("other")).Dispose();
        Assert.That(await AskAsync(), Is.EqualTo(HttpStatusCode.OK));

        async Task<HttpStatusCode> AskAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/flags/production");
            request.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
            using var again = await server.Admin.SendAsync(request);
            return again.StatusCode;
        }
    }

    [Test]
    public async Task Feed_Compressed_SaysTheSame()
    {
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        using var handler = new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip };
        using var client = new HttpClient(handler) { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = server.Admin.DefaultRequestHeaders.Authorization;
        var uri = new Uri("/api/flags/production", UriKind.Relative);
        Assert.That(await client.GetStringAsync(uri), Is.EqualTo(await server.Admin.GetStringAsync(uri)));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Stream_PublicationAndKill_ArriveAsSnapshotAndState(bool gzip)
    {
        await using var server = await TestServer.StartAsync();
        await using var stream = await FeedReader.OpenAsync(server.Admin, gzip: gzip);
        Assert.That((await stream.NextAsync())!.Value.Data.GetProperty("definitions").ValueKind, Is.EqualTo(JsonValueKind.Null));
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        var snapshot = (await stream.NextAsync())!.Value;
        Assert.That((snapshot.Name, snapshot.Data.GetProperty("definitions").GetProperty("number").GetInt32()),
            Is.EqualTo(("snapshot", 1)));
        using var answer = await server.KillAsync("checkout");
        var kill = await TestServer.JsonAsync(answer);
        var state = (await stream.NextAsync())!.Value;
        Assert.Multiple(() =>
        {
            Assert.That(state.Name, Is.EqualTo("state"));
            Assert.That(state.Id, Is.EqualTo(kill.GetProperty("cursor").GetString()));
            Assert.That(state.Data.GetProperty("state").GetProperty("kills").TryGetProperty("checkout", out _), Is.True);
            Assert.That(kill.GetProperty("reach").GetString(), Is.EqualTo("fleet"));
        });
    }

    [Test]
    public async Task Stream_ResumedFromAnEarlierCursor_BringsOnlyWhatIsNewer()
    {
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        string cursor;
        await using (var first = await FeedReader.OpenAsync(server.Admin)) cursor = (await first.NextAsync())!.Value.Id!;
        (await server.KillAsync("a")).Dispose();
        (await server.KillAsync("b")).Dispose();
        await using var resumed = await FeedReader.OpenAsync(server.Admin, lastEventId: cursor);
        var state = (await resumed.NextAsync())!.Value;
        Assert.That(state.Name, Is.EqualTo("state"), "the definitions are as before and need not travel again");
        Assert.That(state.Data.GetProperty("state").GetProperty("kills").EnumerateObject().Select(k => k.Name),
            Is.EquivalentTo(new[] { "a", "b" }));
    }

    [Test, Rule("an outage cannot revive a killed flag")]
    public async Task Stream_ServerBehindTheClient_SendsItsPositionOnceAndThenWhatIsNewer()
    {
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        await using var stream = await FeedReader.OpenAsync(server.Admin, lastEventId: ".1.9");
        Assert.That((await stream.NextAsync())!.Value.Id, Is.EqualTo(".1.0"),
            "the client, which takes nothing back, learns that it hears no change");
        (await server.KillAsync("checkout")).Dispose();
        Assert.That((await stream.NextAsync())!.Value.Id, Does.StartWith(".1."), "the client sees when it has caught up");
    }

    [Test]
    public async Task Stream_NothingHappens_ShowsSignsOfLife()
    {
        await using var server = await TestServer.StartAsync(null, "--Server:HeartbeatSeconds=0.1");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/flags/production/stream");
        using var answer = await server.Admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new System.IO.StreamReader(await answer.Content.ReadAsStreamAsync());
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var beats = 0;
        while (beats < 5)
        {
            if (await lines.ReadLineAsync(patience.Token) == ":") beats++;
        }
    }

    [Test]
    public async Task Stream_WhoseKeyIsRevoked_Ends()
    {
        await using var server = await TestServer.StartAsync(null, "--Server:HeartbeatSeconds=0.2");
        using var client = server.Client(await server.MakeKeyAsync("leaked", "read"));
        await using var stream = await FeedReader.OpenAsync(client);
        await stream.NextAsync();
        (await server.Admin.DeleteAsync(new Uri("/api/keys/leaked", UriKind.Relative))).Dispose();
        Assert.That(await stream.NextAsync(), Is.Null);
    }

    [Test]
    public async Task Stop_WithOpenStreams_SaysWhenToComeBackAndEndsThem()
    {
        await using var server = await TestServer.StartAsync();
        await using var stream = await FeedReader.OpenAsync(server.Admin);
        await stream.NextAsync();
        var stopping = server.App.StopAsync();
        var bye = (await stream.NextAsync())!.Value;
        Assert.That((bye.Name, bye.Data.GetProperty("reconnectWithinMs").GetInt32()), Is.EqualTo(("bye", 5000)));
        Assert.That(await stream.NextAsync(), Is.Null);
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Test]
    public async Task Stream_ClientDoesNotRead_BlocksNoOtherAndGetsTheNewest()
    {
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Of([.. Enumerable.Range(0, 300).Select(i => $"flag-{i}")]))).Dispose();
        await using var slow = await FeedReader.OpenAsync(server.Admin);
        await using var quick = await FeedReader.OpenAsync(server.Admin);
        await quick.NextAsync();
        for (var i = 0; i < 200; i++)
        {
            (await server.KillAsync($"k{i}")).Dispose();
            string? id;
            do id = (await quick.NextAsync())!.Value.Id;
            while (id != $".1.{i + 2}");
        }

        // What the slow one finds at last is the newest state, not two hundred old ones.
        var (last, events) = ("", 0);
        while (last != ".1.201")
        {
            last = (await slow.NextAsync())!.Value.Id!;
            events++;
        }

        TestContext.Out.WriteLine($"{events} events for 200 changes");
    }

    [Test]
    public async Task Feed_EnvironmentWithAnImpossibleName_Is400()
    {
        await using var server = await TestServer.StartAsync();
        using var answer = await server.Admin.GetAsync(new Uri("/api/flags/Production", UriKind.Relative));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
    }
}
