using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Feed;

namespace Dataface.Flags.Server.Health;

/// <summary>Whether the process lives, and whether it can do its work.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz/live", () => Results.Text("live")).WithName("live").WithTags("Health").WithSummary("200 as long as the process answers.");
        routes.MapGet("/healthz/ready", ReadyAsync).WithName("ready").WithTags("Health")
            .WithSummary("200 when changes can be kept and announced, and streams can begin; 503 with the reason otherwise.");
