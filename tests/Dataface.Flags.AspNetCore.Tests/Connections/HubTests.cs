using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;

namespace Dataface.Flags.AspNetCore.Tests.Connections;

/// <summary>Flags in hub invocations, over each transport.</summary>
[TestFixture(HttpTransportType.WebSockets)]
[TestFixture(HttpTransportType.ServerSentEvents)]
[TestFixture(HttpTransportType.LongPolling)]
internal sealed class HubTests(HttpTransportType transport)
{
    private static readonly (string, string)[] Somebody =
        [(TestAuthentication.Header, "sub=u1;plan=gold"), ("N", "1"), ("Cookie", "sid=s1")];

    [Test, Rule("a kill passes through every pin at the next evaluation")]
    public async Task Invocation_FlagKilledAndRestored_SeesBothAtOnce()
    {
        await using var given = await HubScenario.StartAsync(FlagFile.On("f"));
        var hub = await given.ConnectAsync(transport);
        Assert.That(await hub.InvokeAsync<string>("Ask", "f"), Is.EqualTo("True "));
        await given.App.KillAsync("f");
        Assert.That(await hub.InvokeAsync<string>("Ask", "f"), Is.EqualTo("False "));
        await given.App.RestoreAsync("f");
        Assert.That(await hub.InvokeAsync<string>("Ask", "f"), Is.EqualTo("True "), "an invocation has a new pin");
        await given.App.UpdateAsync(FlagFile.On());
        Assert.That(await hub.InvokeAsync<string>("Ask", "f"), Is.EqualTo("False "));
    }

    [Test, Rule("one user gets one answer on every transport")]
    public async Task Invocation_SignedInUser_HasTheContextOfTheirRequests()
    {
        await using var given = await HubScenario.StartAsync(
            FlagFile.Of(FlagFile.OnWhere("f", "userId", "u1")),
            o =>
            {
                o.FromClaim("plan", "plan").FromHeader("n", "N").FromCookie("sessionId", "sid");
                o.AdjustContext = (http, context) => context.With("adjusted", http.User.FindFirst("sub")!.Value);
            });
        var answer = await given.App.GetAsync("/ask?key=f", Somebody);
        Assert.That(answer, Does.StartWith("True userId=\"u1\", plan=\"gold\", n=\"1\", sessionId").And.EndsWith("adjusted=\"u1\""));
        var hub = await given.ConnectAsync(transport, "/live", Somebody);
        Assert.That(await hub.InvokeAsync<string>("Ask", "f"), Is.EqualTo(answer));
        Assert.That(await hub.InvokeAsync<string>("AskWhenMade"), Is.EqualTo(answer), "in the hub's constructor");
        Assert.That(given.Log.Connected, Is.EqualTo(answer));
        await foreach (var item in hub.StreamAsync<string>("Follow", "f"))
        {
            Assert.That(item, Is.EqualTo(answer), "in a stream");
            break;
        }

        await hub.StopAsync();
        await Eventually.HoldsAsync(() => given.Log.Disconnected is not null, "the hub has noticed");
        Assert.That(given.Log.Disconnected, Is.EqualTo(answer));
    }

    [Test]
    public async Task Invocation_ManyAtOnceOfManyUsers_EachForItsOwn()
    {
        await using var given = await HubScenario.StartAsync(FlagFile.Of(FlagFile.OnWhere("f", "userId", "u1")));
        var hubs = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(i => given.ConnectAsync(transport, "/live", (TestAuthentication.Header, $"sub=u{i}"))));
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => hubs[i % 4].InvokeAsync<string>("Ask", "f")));
        Assert.That(answers, Is.EqualTo(Enumerable.Range(0, 100).Select(i => $"{i % 4 == 1} userId=\"u{i % 4}\"")));
    }

    [Test, Rule("a kill passes through every pin at the next evaluation")]
    public async Task Stream_FlagKilledWhileItRuns_SeesTheKillAtOnceAndTheRestoreAtItsNextPin()
    {
        await using var given = await HubScenario.StartAsync(FlagFile.On("f"));
        var hub = await given.ConnectAsync(transport);
        await using var items = hub.StreamAsync<string>("Follow", "f").GetAsyncEnumerator();
        Assert.That(await NextAsync(), Is.EqualTo("True "));
        await given.App.KillAsync("f");
        Assert.That(await TickAsync(), Is.EqualTo("False "));
        await given.App.RestoreAsync("f");
        given.App.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.That(await TickAsync(), Is.EqualTo("False "), "it waits for the next pin");
        given.App.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await TickAsync(), Is.EqualTo("True "));

        Task<string> TickAsync()
        {
            given.Log.Ticks.Tick();
            return NextAsync();
        }

        async Task<string> NextAsync() => await items.MoveNextAsync() ? items.Current : "ended";
    }
}
