using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Usage;

/// <summary>How often flags are evaluated, and by whom.</summary>
internal static class UsageEndpoints
{
    /// <summary>How many hours are counted unless it is said.</summary>
    public const int DefaultHours = 24;

    private static readonly int MostHours = (int)UsageBounds.Hours.TotalHours;

    private static readonly int MostHoursByMinute = (int)UsageBounds.Minutes.TotalHours;

    public static void AddUsage(this IServiceCollection services)
    {
        services.AddSingleton<WaitingUsage>();
        services.AddSingleton<OfrepUsage>();
        services.AddSingleton<UsageService>();
        services.AddSingleton<UsageKeeping>();
        services.AddHostedService(provider => provider.GetRequiredService<UsageKeeping>());
    }

    public static void MapUsage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/usage", ListAsync)
            .WithName("listUsage").WithTags("Usage")
            .WithSummary("How often each flag of an environment was evaluated within 'hours', and when last; also undefined keys.")
            .Produces<EnvironmentUsage>().ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/api/flags/{key}/usage", ShowAsync)
            .WithName("showUsage").WithTags("Usage")
            .WithSummary("How often a flag was evaluated within 'hours', by variant and service, and 'by' minute or hour.")
            .Produces<FlagUsage>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<EnvironmentUsage> ListAsync(
        HttpContext http, UsageService service, KnownEnvironments environments, IOptions<ServerSettings> options, string? environment,
        int? hours)
    {
        var named = await NamedAsync(http, environments, options, environment);
        return await service.LookAsync(named, Checked(hours ?? DefaultHours, MostHours), http.RequestAborted);
    }

    private static async Task<FlagUsage> ShowAsync(
        HttpContext http, UsageService service, KnownEnvironments environments, IOptions<ServerSettings> options, string key,
        string? environment, string? by, int? hours, [FromQuery(Name = "service")] string? only)
    {
        if (by is not (null or "hour" or "minute"))
        {
            throw new ProblemException(Problem.Malformed("'by' is neither 'hour' nor 'minute'. Correct it, or leave it out for hours."));
        }

        var isByMinute = by == "minute";
        var count = isByMinute ? Checked(hours ?? 1, MostHoursByMinute) : Checked(hours ?? DefaultHours, MostHours);
        var named = await NamedAsync(http, environments, options, environment);
        var usage = await service.LookAtAsync(service.Ask(named, key, isByMinute, count), count, http.RequestAborted);
        return only is null ? usage : usage with { Points = [.. usage.Points.Where(point => point.Service == only)] };
    }

    private static int Checked(int hours, int most) => hours >= 1 && hours <= most ? hours
        : throw new ProblemException(Problem.Malformed(
            $"'hours' is not between 1 and {most}: minutes are kept for {MostHoursByMinute} hours and hours for {MostHours}. Correct it."));

    /// <summary>The environment that a request is about: the one that it names, or its key's.</summary>
    private static async Task<string> NamedAsync(
        HttpContext http, KnownEnvironments environments, IOptions<ServerSettings> options, string? environment)
    {
        var named = environment ?? http.Caller().EnvironmentOr(options.Value.Environment);
        http.RequireEnvironment(named);
        await environments.RequireAsync(named, http.Caller(), http.RequestAborted);
        return named;
    }
}
