using Dataface.Flags.Tests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Tests.Connections;

/// <summary>The end of a connection over long polling, whose services end before the hub does. Other transports keep them.</summary>
[TestFixture]
internal sealed class HubDisconnectTests
{
    [Test, Rule("one user gets one answer on every transport")]
    public async Task Disconnect_ServicesOfTheConnectionAreGone_HubStillHasItsContext()
    {
        await using var given = await HubScenario.StartAsync(
            FlagFile.Of(FlagFile.OnWhere("f", "userId", "u1")),
            o => o.AdjustContext = (http, context) =>
                context.With("service", http.RequestServices.GetRequiredService<IHttpContextAccessor>().GetType().Name));
        var hub = await given.ConnectAsync(
            HttpTransportType.LongPolling, "/live", (TestAuthentication.Header, "sub=u1"));
        given.Log.EndsAfterServices = true;
        await hub.StopAsync();
        await Eventually.HoldsAsync(() => given.Log.Disconnected is not null, "the hub has ended");
        Assert.That(given.Log.Disconnected, Is.EqualTo("True userId=\"u1\", service=\"HttpContextAccessor\""));
        Assert.That(given.Log.Connected, Is.EqualTo(given.Log.Disconnected));
    }
}
