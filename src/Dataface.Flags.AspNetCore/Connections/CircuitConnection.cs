using Dataface.Flags.AspNetCore.Pinning;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.SignalR;

namespace Dataface.Flags.AspNetCore.Connections;

/// <summary>
/// The connection of Blazor circuits. Each event of a page is several invocations of its hub, so they share the view of their
/// connection, which is renewed like any other that lives long.
/// </summary>
internal static class CircuitConnection
{
    private static readonly object Key = new();

    public static bool IsHubOfCircuits(Hub hub) => hub.GetType().Assembly == typeof(CircuitHandler).Assembly;

    public static ConnectionFlags Of(HubCallerContext caller, Func<ConnectionFlags> make)
    {
        if (caller.Items.TryGetValue(Key, out var known) && known is ConnectionFlags flags) return flags;
        var made = make();
        caller.Items[Key] = made;
        return made;
    }
}
