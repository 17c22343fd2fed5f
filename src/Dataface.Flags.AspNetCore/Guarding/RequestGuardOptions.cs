using Dataface.Flags.AspNetCore.Guarding;
using Dataface.Flags.Guard;
using Microsoft.AspNetCore.Http;

namespace Dataface.Flags.AspNetCore;

/// <summary>How the outcomes of requests are judged for the guards of the flags that were evaluated in them.</summary>
public sealed class RequestGuardOptions
{
    /// <summary>
    /// The name of the service's objective that each request counts for, whatever flags were evaluated in it. Null, the default, for none.
    /// </summary>
    public string? Objective { get; set; }

    /// <summary>
    /// Whether a request failed: gets the request, with the status that its caller finally got, and the exception that was thrown in it,
    /// even if it was handled, or null. Not called for a request that its caller gave up, nor for one that broke off after its response had
    /// begun, which is an error. If it throws, the request counts as failed.
    /// </summary>
    /// <value>By default a status of 500 or above, and every exception that did not lead to a status of 400 to 499.</value>
    public Func<HttpContext, Exception?, bool> IsError { get; set; } = (http, exception) => StatusOf(http, exception) switch
    {
        >= StatusCodes.Status500InternalServerError => true,
        >= StatusCodes.Status400BadRequest => false,
        _ => exception is not null,
    };

    /// <summary>
    /// Whether a request that its caller has aborted counts as given up. If not, it is not recorded. Not called when the host stops, which
    /// is not the caller's doing.
    /// </summary>
    /// <value>
    /// By default all requests, except those that only their caller ends, once their response has started: server-sent events, web sockets,
    /// gRPC calls and SignalR connections.
    /// </value>
    public Func<HttpContext, bool> IsGiveUp { get; set; } = http => !http.Response.HasStarted || !CallerEnds.Response(http);

    /// <summary>The named signal that a request gives, or null. Guards that do not list it ignore it.</summary>
    /// <value>By default <c>auth_failure</c> for status 401.</value>
    public Func<HttpContext, string?> Signal { get; set; } =
        http => http.Response.StatusCode == StatusCodes.Status401Unauthorized ? GuardedCallOptions.AuthFailure : null;

    /// <summary>An answer of an option, or another when it throws.</summary>
    internal T Asks<T>(Func<RequestGuardOptions, T> question, T otherwise)
    {
        try
        {
            return question(this);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return otherwise;
        }
    }

    /// <summary>
    /// A server answers a request that is bad by itself as the exception says, and not every one puts that into the response.
    /// </summary>
    private static int StatusOf(HttpContext http, Exception? exception) =>
        http.Response.StatusCode < StatusCodes.Status400BadRequest
            && exception is BadHttpRequestException bad ? bad.StatusCode : http.Response.StatusCode;
}
