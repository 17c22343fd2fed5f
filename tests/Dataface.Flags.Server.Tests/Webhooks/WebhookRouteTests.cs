using System.Net;
using System.Net.Http.Json;
using Dataface.Flags.Server.Outbound;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Tests.Outbound;
using Dataface.Flags.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Tests.Webhooks;

/// <summary>Who may make webhooks, and where they may lead.</summary>
[TestFixture]
internal sealed class WebhookRouteTests
{
    private TestServer _plain = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _plain = await TestServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _plain.DisposeAsync();

    [Test, Rule("a secret is shown once")]
    public async Task Secret_AfterItWasMade_IsNotToBeReadByAnyRoute()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await TestServer.StartAsync(null, WebhookWorld.Listed);
        var secret = (await server.MakeAsync("on-call", receiver.Address))["whsec_".Length..];
        (await server.KillAsync("checkout")).Dispose();
        await Eventually.HoldsAsync(() => receiver.All.Count == 1, "it is told");
        foreach (var path in new[]
        {
            "/api/webhooks", "/api/audit", "/api/flags/history", "/api/keys", "/api/flags/production", "/api/flags", "/openapi/v1.json",
            "/api/webhooks/on-call", "/api/instances",
        })
        {
            Assert.That(await (await server.Admin.GetAsync(new Uri(path, UriKind.Relative))).Content.ReadAsStringAsync(),
                Does.Not.Contain(secret), path);
        }

        using var test = await server.Admin.PostAsync(new Uri("/api/webhooks/on-call/test", UriKind.Relative), null);
        Assert.That(await test.Content.ReadAsStringAsync(), Does.Not.Contain(secret));
        Assert.That(receiver.All.Select(received => received.Body + received.Signature), Has.None.Contain(secret));
        Assert.That(server.Log.Events.Select(e => e.Text), Has.None.Contain(secret));
        Assert.That(
            await server.Admin.GetStringAsync(new Uri("/api/audit", UriKind.Relative)), Does.Not.Contain(receiver.Address.Authority),
            "addresses may be secrets, too");
    }

    [TestCase("http://hooks.example.com/x", "is not https")]
    [TestCase("http://hooks.example.com/flags?token=abc", "Write https://hooks.example.com/flags?token=abc, or list")]
    [TestCase("http://[2606:2800:220:1::1]/x", "list '2606:2800:220:1::1' in the server's setting WebhookHosts")]
    [TestCase("http://93.184.216.34/x", "list '93.184.216.34' in the server's setting WebhookHosts")]
    [TestCase("https://127.0.0.1/x", "leads to a loopback address")]
    [TestCase("https://localhost/x", "leads to a loopback address")]
    [TestCase("https://[::ffff:10.0.0.1]/x", "leads to a private address")]
    [TestCase("https://169.254.169.254/latest", "leads to a metadata address")]
    [TestCase("https://me:secret@hooks.example.com/x", "has a name, a password or a '#' in it")]
    [TestCase("https://hooks.example.com/x#y", "has a name, a password or a '#' in it")]
    [TestCase("ftp://hooks.example.com/x", "is not a web address")]
    [TestCase("/x", "is not a web address")]
    [TestCase("", "is not a web address")]
    public async Task Make_WithAnAddressThatMayNotBe_IsRefusedWithWhatToWrite(string address, string why)
    {
        using var answer = await _plain.Admin.PostAsJsonAsync("/api/webhooks", new { name = "on-call", address });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(why));
        Assert.That(await _plain.Admin.GetStringAsync(new Uri("/api/webhooks", UriKind.Relative)), Is.EqualTo("[]"));
    }

    [TestCase("::1")]
    [TestCase("[::1]")]
    public async Task Make_ToAnAddressOfIPv6ThatIsListed_IsTakenHoweverItIsWritten(string listed)
    {
        await using var server = await TestServer.StartAsync(
            null, "--Server:OutboundNetworks:0", "::1", "--Server:WebhookHosts:0", listed);
        using var answer = await server.Admin.PostAsJsonAsync("/api/webhooks", new { name = "on-call", address = "http://[::1]:9/x" });
        Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task Make_ForAnEnvironmentThatIsInvented_IsRefusedWithThoseThatThereAre()
    {
        using var answer = await _plain.Admin.PostAsJsonAsync(
            "/api/webhooks", new { name = "on-call", address = "https://93.184.216.34/x", environment = "prodution" });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(
            "There is no environment 'prodution'; those known are: production"));
        Assert.That(await _plain.Admin.GetStringAsync(new Uri("/api/webhooks", UriKind.Relative)), Is.EqualTo("[]"));
    }

    [Test, Rule("the server calls nobody who is private")]
    public async Task Name_ThatLeadsToAPrivateAddressLater_IsRefusedAtTheConnection()
    {
        await using var bait = new Bait();
        var (found, time) = (IPAddress.Parse("93.184.216.34"), new ManualTimeProvider());
        await using var server = await TestServer.StartAsync(
            null,
            services => services.AddSingleton<TimeProvider>(time).AddSingleton(provider => new OutboundClient(
                provider.GetRequiredService<IOptions<ServerSettings>>())
            { Resolve = (_, _) => Task.FromResult<IPAddress[]>([found]) }));
        await server.MakeAsync("on-call", new Uri($"https://rebinds.example.com:{bait.Port}/x"));
        found = IPAddress.Loopback;
        (await server.KillAsync("checkout")).Dispose();
        await server.DeliverAsync();
        await bait.StopAsync();
        Assert.That(bait.Connections, Is.Zero);
        var webhook = await server.WebhookAsync("on-call");
        Assert.That(webhook.GetProperty("failure").GetString(), Does.Contain("leads to a loopback address"));
        Assert.That(webhook.GetProperty("waiting").GetInt64(), Is.EqualTo(1));
    }

    [TestCase("""{"name":"a/b","address":"https://hooks.example.com/"}""", "The webhook's name")]
    [TestCase("""{"name":" ","address":"https://hooks.example.com/"}""", "The webhook's name")]
    [TestCase(
        """{"name":"a","address":"https://hooks.example.com/","events":["flag.killled"]}""",
        "'flag.killled' is not an event. Write some of: flag.killed")]
    [TestCase("""{"name":"a","address":"https://hooks.example.com/","events":[null]}""", "'' is not an event")]
    [TestCase("""{"name":"a","address":"https://hooks.example.com/","events":["*"]}""", "'*' is not an event")]
    [TestCase("""{"name":"a","address":"https://hooks.example.com/","environment":"Pro duction"}""", "environment")]
    [TestCase("""{"name":"a"}""", "address")]
    public async Task Make_OfWhatCannotBe_IsRefusedWithWhatToWrite(string body, string why)
    {
        using var answer = await _plain.Admin.PostAsync(
            new Uri("/api/webhooks", UriKind.Relative), new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain(why));
    }

    [Test]
    public async Task Webhooks_AreForKeysThatMayDoEverythingEverywhere()
    {
        await using var server = await TestServer.StartAsync();
        string[] secrets =
        [
            await server.MakeKeyAsync("operator", "read", "operate"),
            await server.MakeKeyAsync(new { name = "staging", scopes = new[] { "read", "operate", "admin" }, environment = "staging" }),
        ];
        foreach (var secret in secrets)
        {
            using var client = server.Client(secret);
            using var list = await client.GetAsync(new Uri("/api/webhooks", UriKind.Relative));
            using var make = await client.PostAsJsonAsync("/api/webhooks", new { name = "a", address = "https://127.0.0.1/" });
            Assert.That((list.StatusCode, make.StatusCode), Is.EqualTo((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)));
        }
    }

    [Test]
    public async Task Make_Twice_IsRefusedAndTestAndRevokeOfNoneAreNotFound()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await TestServer.StartAsync(null, WebhookWorld.Listed);
        await server.MakeAsync("on-call", receiver.Address);
        using var again = await server.Admin.PostAsJsonAsync("/api/webhooks", new { name = "on-call", address = receiver.Address });
        using var test = await server.Admin.PostAsync(new Uri("/api/webhooks/nobody/test", UriKind.Relative), null);
        using var revoke = await server.Admin.DeleteAsync(new Uri("/api/webhooks/nobody", UriKind.Relative));
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That((test.StatusCode, revoke.StatusCode), Is.EqualTo((HttpStatusCode.NotFound, HttpStatusCode.NotFound)));
    }

    [Test]
    public async Task Test_SaysWhetherTheReceiverHasTakenIt()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await TestServer.StartAsync(null, WebhookWorld.Listed);
        var secret = await server.MakeAsync("on-call", receiver.Address, "flag.killed");
        var uri = new Uri("/api/webhooks/on-call/test", UriKind.Relative);
        using var taken = await server.Admin.PostAsync(uri, null);
        Assert.That((await TestServer.JsonAsync(taken)).GetProperty("isTaken").GetBoolean(), Is.True);
        Assert.That(receiver.All.Single().IsSignedWith(secret), Is.True);
        Assert.That(receiver.Types, Is.EqualTo(new[] { "webhook.test" }));
        receiver.Status = 404;
        using var refused = await server.Admin.PostAsync(uri, null);
        Assert.That((await TestServer.JsonAsync(refused)).GetProperty("failure").GetString(), Is.EqualTo("It has answered 404."));
    }

    [Test]
    public Task Setting_WithMoreThanAHost_KeepsTheServerFromStarting() => Assert.ThatAsync(
        () => TestServer.StartAsync(null, "--Server:WebhookHosts:0", "http://hooks.internal"),
        Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("'http://hooks.internal' is not a host"));
}
