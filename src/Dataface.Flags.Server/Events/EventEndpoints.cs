using Dataface.Flags.Server.Bodies;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Experiments;

namespace Dataface.Flags.Server.Events;

/// <summary>Raw events, exposures and outcomes, as CloudEvents.</summary>
internal static class EventEndpoints
{
    private static readonly string[] Formats = ["application/cloudevents+json", "application/cloudevents-batch+json", "application/json"];

    public static void AddEvents(this IServiceCollection services)
    {
        services.AddSingleton<EventService>();
        services.AddSingleton<EventRefresher>();
        services.AddHostedService(provider => provider.GetRequiredService<EventRefresher>());
    }

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        Describe(
            routes.MapPost("/api/events", AddAsync),
            "addEvents", "Adds events, one or a batch; an event that was sent before changes nothing.");
        Describe(
            routes.MapPost("/api/experiments/{id}/events", AddToAsync),
            "addExperimentEvents", "The same, for an experiment that must be there.").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder route, string name, string summary) => route
        .WithName(name).WithTags("Experiments").WithSummary(summary)
        .Accepts<object>(Formats[0], Formats[1..]).Produces<EventsAnswer>()
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<EventsAnswer> AddAsync(HttpContext http, EventService service) =>
        await service.AddAsync(await RawBody.ReadAsync(http), http.Caller(), http.RequestAborted);

    private static async Task<EventsAnswer> AddToAsync(HttpContext http, string id, EventService service, ExperimentService experiments)
    {
        await experiments.GetAsync(id, http.RequestAborted);
        return await AddAsync(http, service);
    }
}
