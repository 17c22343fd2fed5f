namespace Dataface.Flags.Server.Bodies;

/// <summary>
/// Answers HEAD on every route that knows GET, as that: the same status and headers, of which the server sends no body. Before routing,
/// which goes by the method.
/// </summary>
internal sealed class HeadRequests(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (HttpMethods.IsHead(http.Request.Method))
        {
            http.Request.Method = HttpMethods.Get;
            http.Features.Set(HeadRequest.Instance);
        }

        await next(http);
        if (http.Response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false }
            && http.Response.Headers.Allow == HttpMethods.Get)
        {
            http.Response.Headers.Allow = "GET, HEAD";
        }
    }
}

/// <summary>A request that wants no body: for routes whose body has no end.</summary>
internal sealed class HeadRequest
{
    public static readonly HeadRequest Instance = new();
}
