using System.Net;

namespace Dataface.Flags.Tests.Http;

/// <summary>What a <see cref="ContractServer"/> may do instead of answering.</summary>
internal static class HttpFault
{
    public static Func<HttpListenerContext, bool> Problem(int status, string title, string? retryAfter = null) => context =>
    {
        if (retryAfter is not null) context.Response.Headers["Retry-After"] = retryAfter;
        ContractJson.ProblemAsync(context, status, title, "").GetAwaiter().GetResult();
        return true;
    };

    public static Func<HttpListenerContext, bool> OnStreams(Func<HttpListenerContext, bool> fault) =>
        context => context.Request.Url!.AbsolutePath.EndsWith("/stream", StringComparison.Ordinal) && fault(context);

    /// <summary>On changes, as often as is said.</summary>
    public static Func<HttpListenerContext, bool> OnChanges(Func<HttpListenerContext, bool> fault, int times = int.MaxValue) =>
        context => context.Request.HttpMethod == "POST" && Interlocked.Decrement(ref times) >= 0 && fault(context);
}
