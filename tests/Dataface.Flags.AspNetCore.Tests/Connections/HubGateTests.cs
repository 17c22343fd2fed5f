using System.Net;
using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using NUnit.Framework.Constraints;

namespace Dataface.Flags.AspNetCore.Tests.Connections;

/// <summary>Gates of hubs, over each transport. A gate is asked again at each invocation.</summary>
[TestFixture(HttpTransportType.WebSockets)]
[TestFixture(HttpTransportType.ServerSentEvents)]
[TestFixture(HttpTransportType.LongPolling)]
[Rule("a kill passes through every pin at the next evaluation")]
internal sealed class HubGateTests(HttpTransportType transport)
{
    private static IResolveConstraint Refused => Throws.InstanceOf<HubException>().With.Message.EndsWith("This is not available.");

    private static IResolveConstraint NotFound => Throws.InstanceOf<HttpRequestException>()
        .With.Property(nameof(HttpRequestException.StatusCode)).EqualTo(HttpStatusCode.NotFound);

    [TestCase("/class")]
    [TestCase("/endpoint")]
    [TestCase("/group")]
    public async Task Hub_KilledWhileConnected_RunsNothingAnyMore(string path)
    {
        await using var given = await HubScenario.StartAsync(FlagFile.On("hub"));
        var hub = await given.ConnectAsync(transport, path);
        Assert.That(await hub.InvokeAsync<int>("Run"), Is.EqualTo(1));
        await given.App.KillAsync("hub");
        Assert.That(async () => await hub.InvokeAsync<int>("Run"), Throws.Exception);
        if (transport == HttpTransportType.WebSockets)
        {
            // What is sent without an answer is refused before the next is, since a connection's messages are asked for in turn.
            await hub.SendAsync("Run");
            Assert.That(async () => await hub.InvokeAsync<int>("Run"), Refused);
        }

        Assert.That(async () => await given.ConnectAsync(transport, path), NotFound, "negotiation is gated, too");
        Assert.That(given.Log.Runs, Is.EqualTo(1));
        await given.App.RestoreAsync("hub");
        Assert.That(await (await given.ConnectAsync(transport, path)).InvokeAsync<int>("Run"), Is.EqualTo(2));
    }

    [Test]
    public async Task Hub_OffFromTheStart_RefusesConnections()
    {
        await using var given = await HubScenario.StartAsync(FlagFile.On());
        foreach (var path in new[] { "/class", "/endpoint", "/group" })
        {
            Assert.That(async () => await given.ConnectAsync(transport, path), NotFound, path);
        }
    }

    [Test]
    public async Task Method_KilledAndRestored_RefusesMeanwhileAndLeavesTheOthersAlone()
    {
        await using var given = await HubScenario.StartAsync(FlagFile.On("method", "f"));
        var hub = await given.ConnectAsync(transport);
        Assert.That(await hub.InvokeAsync<int>("Gated"), Is.EqualTo(1));
        await given.App.KillAsync("method");
        Assert.That(async () => await hub.InvokeAsync<int>("Gated"), Refused);
        Assert.That(async () => await ReadAsync("FollowGated", hub), Throws.InstanceOf<HubException>(), "a stream, too");
        Assert.That(await hub.InvokeAsync<string>("Ask", "f"), Is.EqualTo("True "));
        Assert.That(given.Log.Runs, Is.EqualTo(1));
        await given.App.RestoreAsync("method");
        Assert.That(await hub.InvokeAsync<int>("Gated"), Is.EqualTo(2));
    }

    [Test]
    public async Task Method_WithTerms_IsAskedAtEachInvocation()
    {
        await using var given = await HubScenario.StartAsync(FlagFile.Of(
            FlagFile.Flag("f", "\"serve\": \"on\""), FlagFile.Flag("closed", "\"serve\": \"off\"")));
        var hub = await given.ConnectAsync(transport);
        Assert.That(await hub.InvokeAsync<int>("OnTerms"), Is.EqualTo(1));
        await given.App.KillAsync("f");
        Assert.That(async () => await hub.InvokeAsync<int>("OnTerms"), Refused);
        await given.App.RestoreAsync("f");
        await given.App.UpdateAsync(FlagFile.On("f", "closed"));
        Assert.That(async () => await hub.InvokeAsync<int>("OnTerms"), Refused);
    }

    [TestCase("FollowGated")]
    [TestCase("FollowGatedChannel")]
    public async Task Stream_KilledWhileItRuns_EndsBeforeItsNextItem(string method)
    {
        await using var given = await HubScenario.StartAsync(FlagFile.On("method"));
        var hub = await given.ConnectAsync(transport);
        await using var items = hub.StreamAsync<int>(method).GetAsyncEnumerator();
        Assert.That((await items.MoveNextAsync(), items.Current), Is.EqualTo((true, 0)));
        given.Log.Ticks.Tick();
        Assert.That((await items.MoveNextAsync(), items.Current), Is.EqualTo((true, 1)));
        await given.App.KillAsync("method");
        for (var i = 0; i < 10; i++) given.Log.Ticks.Tick();
        Assert.That(async () => await items.MoveNextAsync(), Refused);
        await Eventually.HoldsAsync(() => given.Log.StreamsEnded == 1, "whoever streams is not left waiting");
    }

    private static async Task ReadAsync(string method, HubConnection hub)
    {
        await foreach (var _ in hub.StreamAsync<int>(method)) return;
    }
}
