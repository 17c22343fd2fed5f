using System.Net.Http.Json;
using Dataface.Flags.Server.Stores;
using Dataface.Flags.State;
using Dataface.Flags.Testing;
using Microsoft.AspNetCore.Http;
using StandardWebhooks;

namespace Dataface.Flags.Server.Tests.Webhooks;

/// <summary>What receivers get, whatever they do.</summary>
[TestFixture]
internal sealed class DeliveryTests
{
    private ManualTimeProvider _time = null!;
    private TestServer _server = null!;
    private Receiver _good = null!;
    private Receiver _bad = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _time = new ManualTimeProvider();
        _server = await WebhookWorld.StartAsync(_time);
        (_good, _bad) = (await Receiver.StartAsync(), await Receiver.StartAsync());
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        await _good.DisposeAsync();
        await _bad.DisposeAsync();
    }

    [Test]
    public async Task Kill_Notified_IsSignedAndWithoutAddressesOfPeople()
    {
        var secret = await _server.MakeAsync("on-call", _good.Address);
        (await _server.KillAsync("checkout")).Dispose();
        await _server.DeliverAsync();
        var received = _good.All.Single();
        Assert.That(received.IsSignedWith(secret), Is.True);
        Assert.That(received.ContentType, Is.EqualTo("application/json"));
        Assert.That(received.Id, Does.StartWith("msg_"));
        Assert.That(received.Type, Is.EqualTo("flag.killed"));
        Assert.That(
            received.Json.GetProperty("timestamp").GetDateTimeOffset(), Is.EqualTo(_time.GetUtcNow()).Within(TimeSpan.FromMinutes(1)));
        Assert.That(
            received.Data.EnumerateObject().Select(member => member.Name),
            Is.EqualTo(new[] { "sequence", "environment", "flag", "by", "reason", "record" }));
        Assert.That(received.Data.GetProperty("sequence").GetInt64(), Is.Positive);
        Assert.That(received.Data.GetProperty("flag").GetString(), Is.EqualTo("checkout"));
        Assert.That(received.Data.GetProperty("by").GetString(), Is.EqualTo("first-admin"));
        var webhook = await _server.WebhookAsync("on-call");
        Assert.That(webhook.TryGetProperty("succeededAt", out _), Is.True);
        Assert.That(webhook.GetProperty("waiting").GetInt64(), Is.Zero);
    }

    [Test]
    public async Task Message_OfNow_IsVerifiedByTheLibraryAsReceiversDo()
    {
        await using var server = await TestServer.StartAsync(null, WebhookWorld.Listed);
        var secret = await server.MakeAsync("on-call", _good.Address);
        (await server.KillAsync("checkout", reason: "Zähler 'x' < 1 😀")).Dispose();
        await Eventually.HoldsAsync(() => _good.All.Count == 1, "it is told by itself");
        var received = _good.All[0];
        var headers = new HeaderDictionary
        {
            ["webhook-id"] = received.Id,
            ["webhook-timestamp"] = received.Timestamp,
            ["webhook-signature"] = received.Signature,
        };
        Assert.That(() => new StandardWebhook(secret).Verify(received.Body, headers), Throws.Nothing);
        Assert.That(() => new StandardWebhook(secret).Verify(received.Body + " ", headers), Throws.Exception);
        Assert.That(received.Data.GetProperty("reason").GetString(), Is.EqualTo("Zähler 'x' < 1 😀"));
    }

    [Test, Rule("one that fails holds up no other")]
    public async Task Receiver_ThatAnswers500ForADay_HoldsUpNoOtherAndThenGetsAll()
    {
        await _server.MakeAsync("good", _good.Address);
        var secret = await _server.MakeAsync("bad", _bad.Address);
        _bad.Status = 500;
        for (var hour = 0; hour < 24; hour++)
        {
            (await _server.KillAsync($"flag-{hour}")).Dispose();
            await _server.DeliverAsync();
            _time.JumpTo(_time.GetUtcNow() + TimeSpan.FromHours(1));
            await _server.DeliverAsync();
            Assert.That(_good.All, Has.Count.EqualTo(hour + 1));
        }

        var webhook = await _server.WebhookAsync("bad");
        Assert.That(webhook.GetProperty("waiting").GetInt64(), Is.EqualTo(24));
        Assert.That(webhook.GetProperty("failure").GetString(), Is.EqualTo("It has answered 500."));
        var (attempts, ids) = (_bad.All.Count, _bad.All.Select(received => received.Id).ToHashSet());
        Assert.That(ids, Has.Count.EqualTo(24), "the id of a message stays");
        _bad.Status = 200;
        _time.JumpTo(_time.GetUtcNow() + TimeSpan.FromHours(1.3));
        await _server.DeliverAsync();
        var last = _bad.All.Skip(attempts).ToList();
        Assert.That(last.Select(received => received.Id), Is.EquivalentTo(ids));
        Assert.That(last.All(received => received.IsSignedWith(secret)), Is.True);
        Assert.That((await _server.WebhookAsync("bad")).GetProperty("waiting").GetInt64(), Is.Zero);
    }

    [Test]
    public async Task Receiver_ThatAnswers500ForLonger_IsGivenUpAfterThreeDaysAndThatShows()
    {
        await _server.MakeAsync("bad", _bad.Address);
        _bad.Status = 500;
        (await _server.KillAsync("checkout")).Dispose();
        for (var hours = 0; hours < 71; hours++) await PassAsync(TimeSpan.FromHours(1));
        Assert.That((await _server.WebhookAsync("bad")).GetProperty("waiting").GetInt64(), Is.EqualTo(1));
        Assert.That(_bad.All, Has.Count.InRange(40, 90));
        for (var hours = 0; hours < 4; hours++) await PassAsync(TimeSpan.FromHours(1));
        var webhook = await _server.WebhookAsync("bad");
        Assert.That(webhook.GetProperty("waiting").GetInt64(), Is.Zero);
        Assert.That(webhook.GetProperty("dropped").GetInt64(), Is.EqualTo(1));
        Assert.That(_server.Log.Events.Select(e => e.Text), Has.Some.Contain("the message is dropped"));
    }

    [Test, Rule("one that fails holds up no other")]
    public async Task Receiver_ThatHangs_HoldsUpNoOtherAndCountsAsAFailure()
    {
        await _server.MakeAsync("hangs", _bad.Address);
        await _server.MakeAsync("good", _good.Address);
        _bad.Hangs = true;
        for (var i = 0; i < 20; i++) (await _server.KillAsync($"flag-{i}")).Dispose();
        var delivering = _server.DeliverAsync();
        await Eventually.HoldsAsync(() => _good.All.Count == 20, "the other one gets everything");
        Assert.That(delivering.IsCompleted, Is.False);
        await _time.AdvanceUntilAsync(() => delivering.IsCompleted, TimeSpan.FromSeconds(1));
        await delivering;
        Assert.That(
            (await _server.WebhookAsync("hangs")).GetProperty("failure").GetString(), Is.EqualTo("It has not answered within 5 s."));
    }

    [TestCase("600", 9, 11, TestName = "Receiver_RetryAfterSeconds_IsAskedThen")]
    [TestCase("date", 9, 11, TestName = "Receiver_RetryAfterDate_IsAskedThen")]
    [TestCase("86400", 119, 121, TestName = "Receiver_RetryAfterADay_IsAskedAfterTwoHours")]
    [TestCase("0", 0, 1, TestName = "Receiver_RetryAfterNothing_IsAskedAsUsual")]
    [TestCase("soon", 0, 1, TestName = "Receiver_RetryAfterUnreadable_IsAskedAsUsual")]
    [Rule("a receiver says when it wants to be asked again")]
    public async Task Receiver_ThatNamesATime_IsAskedThen(string retryAfter, int before, int after)
    {
        await _server.MakeAsync("busy", _bad.Address);
        _bad.Status = 503;
        _bad.RetryAfter = retryAfter == "date"
            ? _time.GetUtcNow().AddMinutes(10).ToString("R", System.Globalization.CultureInfo.InvariantCulture) : retryAfter;
        (await _server.KillAsync("checkout")).Dispose();
        await _server.DeliverAsync();
        await PassAsync(TimeSpan.FromMinutes(before));
        Assert.That(_bad.All, Has.Count.EqualTo(1), "not yet");
        await PassAsync(TimeSpan.FromMinutes(after - before));
        Assert.That(_bad.All, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Receiver_ThatIsGone_IsNotAskedAgainAndThatShows()
    {
        await _server.MakeAsync("gone", _bad.Address);
        _bad.Status = 410;
        (await _server.KillAsync("checkout")).Dispose();
        await _server.DeliverAsync();
        await PassAsync(TimeSpan.FromHours(2));
        Assert.That(_bad.All, Has.Count.EqualTo(1));
        var webhook = await _server.WebhookAsync("gone");
        Assert.That((webhook.GetProperty("waiting").GetInt64(), webhook.GetProperty("dropped").GetInt64()), Is.EqualTo((0L, 1L)));
        Assert.That(webhook.GetProperty("failure").GetString(), Does.StartWith("It has answered 410: it wants no more messages."));
    }

    [Test]
    public async Task Receiver_ThatRedirects_IsNotFollowedAndCountsAsAFailure()
    {
        await _server.MakeAsync("redirects", _bad.Address);
        _bad.Status = 302;
        (await _server.KillAsync("checkout")).Dispose();
        await _server.DeliverAsync();
        Assert.That(_bad.All, Has.Count.EqualTo(1));
        var webhook = await _server.WebhookAsync("redirects");
        Assert.That(webhook.GetProperty("failure").GetString(), Is.EqualTo("It has answered 302; redirects are not followed."));
        Assert.That(webhook.GetProperty("waiting").GetInt64(), Is.EqualTo(1));
    }

    [Test, Rule("a notification survives a crash")]
    public async Task Change_ServerDiesAfterwards_IsNotifiedByTheNextOne()
    {
        using var folder = new TemporaryFolder();
        await using (var server = await WebhookWorld.StartAsync(_time, folder["data"]))
        {
            await server.MakeAsync("on-call", _good.Address);
        }

        // What a server has recorded that was killed before it could send: nothing of it runs but the store.
        await using (var storage = new EmbeddedStorage(folder["data"], _time))
        {
            await storage.State.ApplyAsync(
                new()
                {
                    Environment = "production",
                    Action = StateAction.Kill,
                    Flag = "checkout",
                    By = "ops",
                    From = "here",
                    Reason = "errors",
                    At = _time.GetUtcNow(),
                },
                default);
        }

        Assert.That(_good.All, Is.Empty);
        await using var next = await WebhookWorld.StartAsync(_time, folder["data"]);
        await Eventually.HoldsAsync(() => _good.All.Count == 1, "the next server tells it");
        Assert.That(_good.Types, Is.EqualTo(new[] { "flag.killed" }));
    }

    [Test]
    public async Task Webhook_ThatIsRevoked_GetsNoMore()
    {
        await _server.MakeAsync("bad", _bad.Address);
        await _server.MakeAsync("good", _good.Address);
        _bad.Status = 500;
        (await _server.KillAsync("checkout")).Dispose();
        await _server.DeliverAsync();
        using var revoked = await _server.Admin.DeleteAsync(new Uri("/api/webhooks/bad", UriKind.Relative));
        Assert.That((int)revoked.StatusCode, Is.EqualTo(204));
        _bad.Status = 200;
        (await _server.KillAsync("search")).Dispose();
        await PassAsync(TimeSpan.FromHours(2));
        Assert.That(_bad.All, Has.Count.EqualTo(1));
        Assert.That(_good.All, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Webhook_GetsTheEventsAndTheEnvironmentThatItIsFor()
    {
        (await _server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        await _server.MakeAsync("keys", _good.Address, "key.*");
        using var made = await _server.Admin.PostAsJsonAsync(
            "/api/webhooks", new { name = "staging", address = _bad.Address, environment = "staging" });
        await TestServer.JsonAsync(made);
        var secret = await _server.MakeKeyAsync(new { name = "shop", scopes = new[] { "read" }, environment = "staging" });
        (await _server.KillAsync("checkout")).Dispose();
        (await _server.KillAsync("checkout", "staging")).Dispose();
        (await _server.Admin.PostAsync(new Uri("/api/keys/shop/rotate", UriKind.Relative), null)).Dispose();
        (await _server.Admin.DeleteAsync(new Uri("/api/keys/shop", UriKind.Relative))).Dispose();
        await _server.DeliverAsync();
        Assert.That(_good.Types, Is.EquivalentTo(new[] { "key.made", "key.rotated", "key.revoked" }));
        Assert.That(_bad.Types, Is.EquivalentTo(new[] { "key.made", "key.rotated", "key.revoked", "flag.killed" }));
        Assert.That(_good.All.Select(received => received.Body), Has.None.Contain(secret));
        Assert.That(_good.All[0].Data.GetProperty("key").GetString(), Is.EqualTo("shop"));
    }

    private async Task PassAsync(TimeSpan time)
    {
        // What is on its way would otherwise have taken all that time.
        await _server.DeliverAsync();
        _time.JumpTo(_time.GetUtcNow() + time);
        await _server.DeliverAsync();
    }
}
