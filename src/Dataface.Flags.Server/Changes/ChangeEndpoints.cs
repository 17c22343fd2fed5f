using Dataface.Flags.Server.Bodies;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Instances;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Changes;

/// <summary>Kills, restores and ramps.</summary>
internal static class ChangeEndpoints
{
    /// <summary>More steps than any ramp has.</summary>
    private const int MaxStage = 1_000;

    /// <summary>More epochs than a rollout of a thousand years has.</summary>
    private const int MaxEpoch = 1_000_000;

    public static void AddChanges(this IServiceCollection services)
    {
        services.AddSingleton<ChangeService>();
    }

    public static void MapChanges(this IEndpointRouteBuilder routes)
    {
        Describe(
            routes.MapPost("/api/flags/{key}/kill", KillAsync),
            "killFlag", "Switches a flag off in one environment until it is restored.");
        Describe(
            routes.MapPost("/api/flags/{key}/restore", RestoreAsync),
            "restoreFlag", "Ends a kill. The flag's rollouts restart at their first step.");
        Describe(
            routes.MapPost("/api/flags/{key}/ramp", RampAsync), "rampFlag", "Takes a ramp to its next step, pauses or resumes it.");
    }

    private static void Describe(RouteHandlerBuilder route, string name, string summary) => route
        .WithName(name).WithTags("Operations").WithSummary(summary)
        .Produces<ChangeAnswer>()
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static Task<ChangeAnswer> KillAsync(HttpContext http, string key, KillRequest request, ChangeService service) =>
        ApplyAsync(http, key, StateAction.Kill, request, service);

    private static Task<ChangeAnswer> RestoreAsync(HttpContext http, string key, KillRequest request, ChangeService service) =>
        ApplyAsync(http, key, StateAction.Restore, request, service);

    private static async Task<ChangeAnswer> ApplyAsync(
        HttpContext http, string key, StateAction action, KillRequest request, ChangeService service)
    {
        if (request.Wait is not (>= 0 and <= InstanceEndpoints.LongestWait))
        {
            throw new ProblemException(Problem.Malformed(
                $"'wait' is not between 0 and {InstanceEndpoints.LongestWait} seconds. Write 5, or leave it out."));
        }

        var change = await ChangeAsync(http, key, action, request, service.Now);
        return await service.ApplyAsync(change, TimeSpan.FromSeconds(request.Wait), http.RequestAborted);
    }

    private static async Task<ChangeAnswer> RampAsync(HttpContext http, string key, RampRequest request, ChangeService service)
    {
        var action = request.Action switch
        {
            "advance" => StateAction.Advance,
            "pause" => StateAction.Pause,
            "resume" => StateAction.Resume,
            _ => throw new ProblemException(Problem.Malformed("The action is not 'advance', 'pause' or 'resume'. Write one of them.")),
        };
        var who = new KillRequest(request.Environment, request.Reason, request.Id, request.By, request.From, request.At, request.Evidence);
        var change = await ChangeAsync(http, key, action, who, service.Now);
        change = request.Rollout is null
            ? await service.PlanAsync(change, request.Rule, http.RequestAborted)
            : await service.CheckRolloutAsync(WithRollout(change, request, service.Now), http.RequestAborted);
        return await service.ApplyAsync(change, http.RequestAborted);
    }

    /// <summary>The change that a guard has decided on. Its epoch begins by the server's clock, as its evidence is counted by it.</summary>
    private static StateChange WithRollout(StateChange change, RampRequest request, DateTimeOffset now)
    {
        if (request.Stage is < 0 or > MaxStage || request.Epoch is < 1 or > MaxEpoch || request.Share is < 0 or > 100_000)
        {
            throw new ProblemException(Problem.Malformed(
                $"A stage counts from 0 to {MaxStage}, an epoch from 1 to {MaxEpoch}, and a share is 0 to 100000 thousandths of a percent. "
                + $"Correct them."));
        }

        var rollout = request.Rollout!;
        if (!RolloutName.IsValid(rollout))
        {
            throw new ProblemException(Problem.Malformed(
                $"'rollout' is empty, longer than {RolloutName.MaxLength} characters, or has others than printable ASCII. Write the id "
                + $"that evaluations name."));
        }

        if (!RolloutName.IsOf(rollout, change.Flag, change.Environment))
        {
            throw new ProblemException(Problem.Malformed(
                $"The flag '{change.Flag}' has no such rollout in '{change.Environment}'. "
                + $"Write its id, which begins with '{RolloutName.PlaceOf(change.Flag, change.Environment)}/'."));
        }

        return change with { Rollout = rollout, Stage = request.Stage, Epoch = request.Epoch, MilliPercent = request.Share, At = now };
    }

    /// <summary>The change that a request asks for; throws what is wrong with it.</summary>
    internal static async Task<StateChange> ChangeAsync(
        HttpContext http, string key, StateAction action, KillRequest request, DateTimeOffset now)
    {
        http.RequireEnvironment(request.Environment);
        var caller = http.Caller();
        await http.RequestServices.GetRequiredService<KnownEnvironments>().RequireAsync(request.Environment, caller, http.RequestAborted);
        return new()
        {
            Id = ChangeText.Id(request.Id),
            Environment = request.Environment,
            Action = action,
            Flag = ChangedKey.Checked(http, action, key),
            By = ChangeText.Who(request.By, caller.Name),
            From = request.From is null ? http.Address() : $"{ChangeText.Checked(request.From, "from")} ({http.Address()})",
            Reason = ChangeText.Checked(request.Reason, "reason"),
            At = ChangeText.At(request.At, now),
            Evidence = ChangeText.Evidence(request.Evidence),
        };
    }
}
