using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Feed;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Storage;

namespace Dataface.Flags.Server.Health;

/// <summary>Whether the process lives, and whether it can do its work.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz/live", () => Results.Text("live")).OpenToAll().WithName("live").WithTags("Health").WithSummary("200 as long as the process answers.");
        routes.MapGet("/healthz/ready", ReadyAsync).OpenToAll().WithName("ready").WithTags("Health").WithSummary("200 when changes can be kept and streams can begin; 503 with the reason otherwise.");
    }

    private static async Task<IResult> ReadyAsync(
        HttpContext http, ServerStorage storage, FeedHub hub, Readiness readiness, FailureLog failures, CancellationToken cancellationToken)
    {
        if (hub.IsStopping || !readiness.IsOpen) return NotReady("stopping");
        try
        {
            await storage.CheckAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
            return Results.Text("ready");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Open to all: the reason is in the log, since it may name hosts and folders.
            failures.StoreFailed(http, error);
            return NotReady("the store does not answer");
        }
    }

    private static IResult NotReady(string why) => Results.Text(why, statusCode: StatusCodes.Status503ServiceUnavailable);
}
