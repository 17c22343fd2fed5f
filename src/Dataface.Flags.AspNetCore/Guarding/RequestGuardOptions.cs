using Dataface.Flags.Guard;
using Microsoft.AspNetCore.Http;

namespace Dataface.Flags.AspNetCore;

/// <summary>How the ends of requests are judged for the guards of the flags that were evaluated in them.</summary>
public sealed class RequestGuardOptions
{
    /// <summary>Whether a request failed: gets the request and what it threw, or null. Not asked of a request that its caller aborted.</summary>
    /// <value>By default every exception and every status of 500 or above.</value>
    public Func<HttpContext, Exception?, bool> IsError { get; set; } =
        (http, exception) => exception is not null || http.Response.StatusCode >= StatusCodes.Status500InternalServerError;

    /// <summary>The named signal that a request gives, or null. Guards that do not list it pass it over.</summary>
    /// <value>By default <c>auth_failure</c> for status 401.</value>
    public Func<HttpContext, string?> Signal { get; set; } =
        http => http.Response.StatusCode == StatusCodes.Status401Unauthorized ? GuardedCallOptions.AuthFailure : null;
}
