using System.Security.Cryptography;
using System.Text;
using Dataface.Flags.AspNetCore.Pinning;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Dataface.Flags.AspNetCore.FrontEnd;

/// <summary>Answers a front end with the flags that it may know, for whoever sends the request.</summary>
/// <param name="keys">The flags' keys.</param>
internal sealed class FrontEndAnswer(string[] keys)
{
    private const int TagBytes = 8;

    public Task SendAsync(HttpContext http)
    {
        IFlags own = http.RequestServices.GetRequiredService<RequestFlagsSource>().Of(http);
        var flags = own.EvaluateAll(keys);
        var headers = http.Response.GetTypedHeaders();
        if (!flags.IsReady)
        {
            headers.CacheControl = new() { NoStore = true };
            http.Response.Headers.RetryAfter = "5";
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        var body = Encoding.UTF8.GetBytes(flags.ToJson());
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, TagBytes))}\"");

        // Of one user: a cache in between keeps nothing, and the browser asks each time whether it is still so.
        (headers.ETag, headers.CacheControl) = (tag, new() { Private = true, NoCache = true });
        if (http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false)))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        (http.Response.ContentType, http.Response.ContentLength) = ("application/json", body.Length);
        return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }
}
