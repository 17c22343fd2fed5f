using Dataface.Flags.AspNetCore.Connections;
using Dataface.Flags.AspNetCore.Pinning;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.AspNetCore.Routing;

/// <summary>
/// The endpoint of a hub. A connection over long polling starts in its first poll and outlives it, and then no request is there to tell
/// the hub's constructor who is connected. So a copy of the poll goes along.
/// </summary>
internal sealed class LongPollingDelegate(RequestFlagsSource source, ConnectionFlow flow, RequestDelegate inner)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (IsPoll(http)) flow.Connect(Copy(http));
        await inner(http).ConfigureAwait(false);
    }

    private static bool IsPoll(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) && !http.WebSockets.IsWebSocketRequest
        && !http.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The view is made when it is first needed, which most hubs never do; in vain when the application has ended by then.
    /// </summary>
    private Lazy<RequestFlags> Copy(HttpContext http)
    {
        var (user, scopes) = (http.User, http.RequestServices.GetRequiredService<IServiceScopeFactory>());
        var copy = RequestCopy.Of(http, user, http.RequestServices);
        return new Lazy<RequestFlags>(() =>
        {
            try
            {
                using var scope = scopes.CreateScope();
                copy.RequestServices = scope.ServiceProvider;
                return source.For(copy, user);
            }
            catch (ObjectDisposedException)
            {
                return source.ForNobodyKnown();
            }
        });
    }
}
