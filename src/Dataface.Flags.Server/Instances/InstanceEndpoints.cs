using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Settings;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Instances;

/// <summary>Who follows the server, and what each has in force.</summary>
internal static class InstanceEndpoints
{
    private const int MaxLimit = InstanceBounds.MostOfEnvironment;

    /// <summary>The longest wait for confirmations, in seconds.</summary>
    public const int LongestWait = 60;

    public static void AddInstances(this IServiceCollection services)
    {
        services.AddSingleton<KnownInstances>();
        services.AddSingleton<InstanceTokens>();
        services.AddSingleton<AppliedLimit>();
        services.AddSingleton<InstanceService>();
        services.AddSingleton<GoneInstances>();
        services.AddSingleton<Confirmations>();
        services.AddHostedService<InstanceSharing>();
    }

    public static void MapInstances(this IEndpointRouteBuilder routes)
    {
        var instances = routes.MapGroup("/api/instances").WithTags("Instances");
        instances.MapGet("/", ListAsync)
            .WithName("listInstances")
            .WithSummary("The instances of an environment, those that are not up to date first; 'service' and 'limit' narrow the list.")
            .Produces<FleetView>().ProducesProblem(StatusCodes.Status404NotFound);
        instances.MapGet("/confirmation", ConfirmAsync)
            .WithName("confirmChange")
            .WithSummary("In how many instances what is recorded at a position is in force; waits for them at most 'wait' seconds.")
            .Produces<Confirmation>().ProducesProblem(StatusCodes.Status404NotFound);
        instances.MapPost("/", (HttpContext http, InstanceReport report, InstanceService service) =>
                service.ReportAsync(http, null, report))
            .WithName("beginReports").WithSummary("The first report of an instance, which gets an id and a token.")
            .Produces<ReportAnswer>().ProducesProblem(StatusCodes.Status409Conflict);
        instances.MapPost("/{id}", (HttpContext http, string id, InstanceReport report, InstanceService service) =>
                service.ReportAsync(http, Guid.TryParse(id, out var instance) ? instance : Guid.Empty, report))
            .WithName("reportInstance").WithSummary("What an instance has in force; the same report again changes nothing.")
            .Produces<ReportAnswer>().ProducesProblem(StatusCodes.Status404NotFound);
        instances.MapPost("/{id}/forget", (HttpContext http, string id, ForgetRequest request, GoneInstances gone) =>
                gone.ForgetAsync(http, id, request))
            .WithName("forgetInstance")
            .WithSummary("Forgets a silent instance whose process is gone, so that it keeps no change from being confirmed.")
            .Produces<ForgetAnswer>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Confirmation> ConfirmAsync(
        HttpContext http, InstanceService service, KnownEnvironments environments, IOptions<ServerSettings> options, string? environment,
        string? lineage, long sequence, double wait = 0)
    {
        if (wait is not (>= 0 and <= LongestWait) || sequence < 1)
        {
            throw new ProblemException(Problem.Malformed(
                $"'wait' is not between 0 and {LongestWait} seconds, or 'sequence' is below 1. "
                + "Send the 'sequence' that a change was answered with."));
        }

        var named = await NamedAsync(http, environments, options, environment);
        return await service.ConfirmAsync(named, lineage, sequence, TimeSpan.FromSeconds(wait), http.RequestAborted);
    }

    /// <summary>The environment that a request is about: the one that it names, or its key's.</summary>
    private static async Task<string> NamedAsync(
        HttpContext http, KnownEnvironments environments, IOptions<ServerSettings> options, string? environment)
    {
        var named = environment ?? http.Caller().EnvironmentOr(options.Value.Environment);
        http.RequireEnvironment(named);
        await environments.RequireAsync(named, http.Caller(), http.RequestAborted);
        return named;
    }

    private static async Task<FleetView> ListAsync(
        HttpContext http, InstanceService service, KnownEnvironments environments, IOptions<ServerSettings> options, string? environment,
        [FromQuery(Name = "service")] string? only, int? limit)
    {
        var size = limit ?? MaxLimit;
        if (size is < 1 or > MaxLimit)
        {
            throw new ProblemException(Problem.Malformed($"'limit' is not between 1 and {MaxLimit}. Correct it."));
        }

        var named = await NamedAsync(http, environments, options, environment);
        var fleet = await service.LookAsync(named, http.RequestAborted);
        return fleet with { Instances = [.. fleet.Instances.Where(i => only is null || i.Service == only).Take(size)] };
    }
}
