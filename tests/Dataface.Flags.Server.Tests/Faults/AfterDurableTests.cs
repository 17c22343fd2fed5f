using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dataface.Flags.Server.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Faults;

/// <summary>
/// After a change is durable nothing makes the answer an error: whoever is told that it failed makes it again, or believes that
/// it did not happen.
/// </summary>
[TestFixture]
internal sealed class AfterDurableTests
{
    private BrittleStorage _storage = null!;
    private TestServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _server = await TestServer.StartAsync(null, services =>
            services.AddSingleton<ServerStorage>(provider => _storage = new BrittleStorage(
                provider.GetRequiredService<IStorageHome>().Open(provider.GetRequiredService<TimeProvider>()))));
        (await _server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
    }

    [TearDown]
    public async Task StopAsync()
    {
        _storage.IsBroken = false;
        await _server.DisposeAsync();
    }

    [TestCase("kill")]
    [TestCase("restore")]
    public async Task Change_ThatIsKeptButCannotBeAnnounced_IsAnsweredDurableWithAWarning(string change)
    {
        _storage.BreaksNext = true;
        using var answer =
            await _server.Admin.PostAsJsonAsync($"/api/flags/checkout/{change}", new { environment = "production", reason = "errors" });
        var said = await TestServer.JsonAsync(answer);
        Assert.That(said.GetProperty("reach").GetString(), Is.EqualTo("durable"));
        Assert.That(said.GetProperty("warnings")[0].GetString(),
            Does.StartWith("It is kept, but could not be announced").And.Contain("the disk is gone"));
        Mend();
        Assert.That(await _server.HistoryAsync($"action={change}"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Publication_ThatIsKeptButCannotBeAnnounced_IsAnsweredDurableWithAWarning()
    {
        using var current = await _server.Admin.GetAsync(new Uri("/api/flags", UriKind.Relative));
        using var request =
            new HttpRequestMessage(HttpMethod.Put, "/api/flags") { Content = new StringContent(TestDocument.Of("checkout", "cart")) };
        request.Headers.IfMatch.Add(current.Headers.ETag!);
        _storage.BreaksNext = true;
        using var answer = await _server.Admin.SendAsync(request);
        var said = await TestServer.JsonAsync(answer);
        Assert.That(said.GetProperty("reach").GetString(), Is.EqualTo("durable"));
        Assert.That(said.GetProperty("warnings")[0].GetString(), Does.Contain("the disk is gone"));
        Mend();
        Assert.That((await _server.Admin.GetFromJsonAsync<JsonElement>("/api/flags")).GetProperty("flags").TryGetProperty("cart", out _),
            Is.True);
    }

    [Test]
    public async Task Kill_OnTheBoard_SaysThatItIsKept()
    {
        using var visitor = await Board.BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        var token = Board.BoardVisitor.TokenOf(await visitor.ReadAsync("/flags/production/checkout/kill"));
        _storage.BreaksNext = true;
        using var answer =
            await visitor.PostAsync("/flags/production/checkout/kill", ("__RequestVerificationToken", token), ("reason", "errors"));
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await answer.Content.ReadAsStringAsync(),
            Does.Contain("<strong>durable</strong>").And.Contain("could not be announced"));
    }

    private void Mend() => (_storage.IsBroken, _storage.BreaksNext) = (false, false);
}
