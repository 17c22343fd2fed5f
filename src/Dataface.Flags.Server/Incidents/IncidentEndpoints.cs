namespace Dataface.Flags.Server.Incidents;

/// <summary>The operator's minute.</summary>
internal static class IncidentEndpoints
{
    public static void AddIncidents(this IServiceCollection services)
    {
        services.AddSingleton<RecentRecords>();
        services.AddSingleton<ExperimentChanges>();
        services.AddSingleton<OutstandingChanges>();
        services.AddSingleton<IncidentService>();
    }

    public static void MapIncidents(this IEndpointRouteBuilder routes) => routes.MapGet("/api/incident", LookAsync)
        .WithName("getIncident").WithTags("Operations")
        .WithSummary(
            "What has changed in an environment in the last 'minutes', and what is in progress: loud guards, rollouts, kills that are not "
            + "confirmed; each with the command that undoes it.")
        .Produces<IncidentView>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);

    private static Task<IncidentView> LookAsync(HttpContext http, IncidentService service, string? environment, int? minutes) =>
        service.LookAsync(http, environment, minutes);
}
