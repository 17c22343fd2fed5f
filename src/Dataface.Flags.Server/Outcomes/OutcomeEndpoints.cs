using Dataface.Flags.Documents;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Server.Bodies;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Changes;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Outcomes;

/// <summary>What services of any language, and systems that watch them, tell the guards.</summary>
internal static class OutcomeEndpoints
{
    public static void AddOutcomes(this IServiceCollection services)
    {
        services.AddSingleton<KnownOutcomes>();
        services.AddSingleton<EnvironmentGuards>();
        services.AddSingleton<OutcomeService>();
        services.AddSingleton<SignalService>();
    }

    public static void MapOutcomes(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/guard/outcomes", AddAsync)
            .WithName("addOutcomes").WithTags("Guard")
            .WithSummary("Records how guarded calls ended; an outcome that was sent before changes nothing.")
            .Accepts<object>("application/json").Produces<OutcomesAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);
        routes.MapPost("/api/flags/{key}/signals", SignalAsync)
            .WithName("signalFlag").WithTags("Guard").WithSummary("Reports a signal; a single one kills the flag if its guard lists it.")
            .Produces<SignalAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<OutcomesAnswer> AddAsync(HttpContext http, OutcomeService service) =>
        await service.AddAsync(
            OutcomeReader.Read(JsonBody.Read(await RawBody.ReadAsync(http), "docs/server.md")), http.Caller(), http.RequestAborted);

    private static async Task<SignalAnswer> SignalAsync(
        HttpContext http, string key, SignalRequest request, SignalService service, ChangeService changes)
    {
        if (!Names.IsName(request.Signal))
        {
            throw new ProblemException(Problem.Malformed($"'signal' is not a valid name. {Names.Rule}"));
        }

        var more = request.Reason is { } reason ? $" {ChangeText.Checked(reason, "reason")}" : "";
        var wanted = new KillRequest(request.Environment, GuardSentences.Signalled(request.Signal) + more, request.Id);
        var kill = await ChangeEndpoints.ChangeAsync(http, key, StateAction.Kill, wanted, changes.Now);
        return await service.GiveAsync(kill, request.Signal, http.RequestAborted);
    }
}
