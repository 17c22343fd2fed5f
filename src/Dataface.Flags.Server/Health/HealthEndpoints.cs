using Dataface.Flags.Server.Feed;

namespace Dataface.Flags.Server.Health;

/// <summary>Whether the process lives, and whether it can do its work.</summary>
internal static class HealthEndpoints
{
    public static void AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<Readiness>();
        services.AddSingleton<ReadinessProbe>();
        services.AddHostedService<Drain>();
    }

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz/live", () => Results.Text("live")).WithName("live").WithTags("Health")
            .WithSummary("200 as long as the process answers.");
        routes.MapGet("/healthz/ready", ReadyAsync).WithName("ready").WithTags("Health")
            .WithSummary("200 when changes can be kept and announced, and streams can begin; 503 with the reason otherwise.");
    }

    /// <summary>Open to all: the reason is in the log, since it may name hosts and folders.</summary>
    private static async Task<IResult> ReadyAsync(FeedHub hub, Readiness readiness, ReadinessProbe probe,
        CancellationToken cancellationToken)
    {
        if (hub.IsStopping || !readiness.IsOpen) return NotReady("stopping");
        return await probe.WhyNotAsync().WaitAsync(cancellationToken) is null ? Results.Text("ready")
            : NotReady("no change can be kept and announced; the server's log has the reason");
    }

    private static IResult NotReady(string why) => Results.Text(why, statusCode: StatusCodes.Status503ServiceUnavailable);
}
