using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Dataface.Flags.AspNetCore.Connections;

/// <summary>
/// A request as its attributes are read from it, with another user: the one of the connection or the circuit. A copy, since the server
/// uses a request's object again as soon as it has ended.
/// </summary>
internal static class RequestCopy
{
    /// <param name="http">The request; null for none, where only the user is known.</param>
    /// <param name="user">The user.</param>
    /// <param name="services">The services of whoever asks.</param>
    public static HttpContext Of(HttpContext? http, ClaimsPrincipal? user, IServiceProvider services)
    {
        var copy = new DefaultHttpContext { User = user ?? new ClaimsPrincipal(), RequestServices = services };
        if (http is not null) Fill(copy, http);
        return copy;
    }

    private static void Fill(DefaultHttpContext copy, HttpContext http)
    {
        var (request, from) = (copy.Request, http.Request);
        (request.Method, request.Protocol, request.Scheme, request.Host) = (from.Method, from.Protocol, from.Scheme, from.Host);
        (request.PathBase, request.Path, request.QueryString) = (from.PathBase, from.Path, from.QueryString);
        foreach (var (name, values) in from.Headers) request.Headers[name] = values;
        foreach (var (name, value) in from.RouteValues) request.RouteValues[name] = value;
        foreach (var (key, value) in http.Items) copy.Items[key] = value;
        (copy.Connection.RemoteIpAddress, copy.Connection.RemotePort) = (http.Connection.RemoteIpAddress, http.Connection.RemotePort);
        (copy.Connection.LocalIpAddress, copy.Connection.LocalPort) = (http.Connection.LocalIpAddress, http.Connection.LocalPort);
        copy.TraceIdentifier = http.TraceIdentifier;
        copy.SetEndpoint(http.GetEndpoint());
    }
}
