using System.Security.Claims;
using Dataface.Flags.AspNetCore.Gating;
using Dataface.Flags.AspNetCore.Pinning;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Connections;

/// <summary>
/// Makes each invocation of a hub what a request is elsewhere: it has a view of its own, for the user of its connection, and its gates
/// are asked. Outermost of the application's filters, and behind authorization.
/// </summary>
internal sealed class HubFlagFilter(RequestFlagsSource source, ConnectionFlow flow, HubGates gates) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var call = Begin(invocationContext.Context, invocationContext.Hub, invocationContext.ServiceProvider);
        var gate = gates.Of(call, invocationContext.Hub.GetType(), invocationContext.HubMethod);
        gate?.ThrowIfClosed();
        using var _ = flow.Enter(call);
        var result = await next(invocationContext).ConfigureAwait(false);
        return HubStreams.Within(new HubStreamScope(flow, call, gate), invocationContext.HubMethod, result);
    }

    public async Task OnConnectedAsync(HubLifetimeContext context, Func<HubLifetimeContext, Task> next)
    {
        var call = Begin(context.Context, context.Hub, context.ServiceProvider);
        gates.Of(call, context.Hub.GetType(), null)?.ThrowIfClosed();
        call.Http?.Features.Set(source);
        using var _ = flow.Enter(call);
        await next(context).ConfigureAwait(false);
    }

    /// <summary>Not gated: whoever was let in has to clean up.</summary>
    public async Task OnDisconnectedAsync(HubLifetimeContext context, Exception? exception, Func<HubLifetimeContext, Exception?, Task> next)
    {
        using var _ = flow.Enter(Begin(context.Context, context.Hub, context.ServiceProvider));
        await next(context, exception).ConfigureAwait(false);
        flow.Disconnect();
    }

    /// <summary>Reads the context here, where the connection's request is surely not over.</summary>
    private ConnectionFlags Begin(HubCallerContext caller, Hub hub, IServiceProvider services)
    {
        if (CircuitConnection.IsHubOfCircuits(hub)) return CircuitConnection.Of(caller, () => Make(caller, services));
        var call = Make(caller, services);
        services.GetRequiredService<ScopeFlags>().Assigned = call.Pin;
        return call;
    }

    private ConnectionFlags Make(HubCallerContext caller, IServiceProvider services)
    {
        var (http, user) = (caller.GetHttpContext(), caller.User);
        var request = Request(http, user, services, keepsServices: !IsLongPolling(caller));
        return new ConnectionFlags(http, new ConnectionPin(source.For(request, user)));
    }

    /// <summary>
    /// SignalR disposes of the services of the request that it keeps for long polling while invocations, and the end of the
    /// connection, still run.
    /// </summary>
    private static bool IsLongPolling(HubCallerContext caller) =>
        caller.Features.Get<IHttpTransportFeature>()?.TransportType == HttpTransportType.LongPolling;

    private static HttpContext Request(HttpContext? http, ClaimsPrincipal? user, IServiceProvider services, bool keepsServices)
    {
        try
        {
            return keepsServices && http is not null && ReferenceEquals(http.User, user) ? http : RequestCopy.Of(http, user, services);
        }
        catch (ObjectDisposedException)
        {
            return RequestCopy.Of(null, user, services); // The connection has just ended.
        }
    }
}
