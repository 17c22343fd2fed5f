using Dataface.Flags.Server.Bodies;
using Dataface.Flags.Server.Problems;
using Microsoft.Net.Http.Headers;

namespace Dataface.Flags.Server.Feed;

/// <summary>What SDKs read: an environment's definitions and state, at once or as a stream.</summary>
internal static class FeedEndpoints
{
    public static void AddFeed(this IServiceCollection services)
    {
        services.AddSingleton<FeedHub>();
        services.AddSingleton<StreamGreetings>();
        services.AddSingleton<StreamAccess>();
        services.AddSingleton<Announcer>();
    }

    public static void MapFeed(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/flags/{environment}", GetAsync)
            .WithName("getFeed").WithTags("SDK feed")
            .WithSummary("Definitions and state of an environment; 304 when the ETag is still right.")
            .Produces(StatusCodes.Status200OK, contentType: "application/json").Produces(StatusCodes.Status304NotModified);
        routes.MapGet("/api/flags/{environment}/stream", StreamAsync)
            .WithName("streamFeed").WithTags("SDK feed").WithSummary("The same as server-sent events, and every change of it.")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");
    }

    private static async Task GetAsync(HttpContext http, string environment, FeedHub hub)
    {
        var version = await hub.Of(environment).GetAsync(http.RequestAborted);
        var response = http.Response;
        response.Headers.ETag = version.ETag;
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = "Accept-Encoding";
        if (http.Request.Headers.IfNoneMatch.Contains(version.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var gzip = AcceptsGzip(http.Request);
        var body = gzip ? version.Body.Gzip : version.Body.Plain;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        if (gzip) response.Headers.ContentEncoding = "gzip";
        await response.BodyWriter.WriteAsync(body, http.RequestAborted);
    }

    private static Task StreamAsync(HttpContext http, string environment, FeedHub hub, StreamGreetings greetings, StreamAccess access)
    {
        if (hub.IsStopping) throw new ProblemException(Problem.Stopping());
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache, no-transform";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        var gzip = AcceptsGzip(http.Request);
        if (gzip) http.Response.Headers.ContentEncoding = "gzip";
        if (http.Features.Get<HeadRequest>() is not null) return Task.CompletedTask;
        return StreamAnswer.RunAsync(http, hub, environment, greetings, access, gzip);
    }

    private static bool AcceptsGzip(HttpRequest request) =>
        request.Headers.AcceptEncoding.Count > 0
        && StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding!, out var accepted)
        && accepted.Any(e =>
            (e.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) || e.Value.Equals("*", StringComparison.Ordinal))
                && e.Quality is null or > 0);
}
