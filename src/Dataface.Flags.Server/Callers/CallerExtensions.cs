using Dataface.Flags.Server.Problems;
using Dataface.Flags.State;
using Microsoft.AspNetCore.Http.Features;

namespace Dataface.Flags.Server.Callers;

/// <summary>What routes ask about their caller.</summary>
internal static class CallerExtensions
{
    /// <summary>Whoever asks; only on routes that require a scope.</summary>
    public static Caller Caller(this HttpContext http) => http.Features.GetRequiredFeature<Caller>();

    /// <summary>The address that a request came from, as the audit trail has it.</summary>
    public static string Address(this HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "unknown";

    /// <summary>What the audit trail keeps of something that is no change of a flag.</summary>
    /// <param name="http">The request that did it.</param>
    /// <param name="what">What was done.</param>
    /// <param name="at">When.</param>
    public static StateChange Noted(this HttpContext http, string what, DateTimeOffset at) => new()
    {
        Environment = "*",
        Action = StateAction.Configure,
        Flag = "*",
        By = http.Caller().Name,
        From = http.Address(),
        Reason = what,
        At = at,
    };

    /// <summary>Throws unless the caller's key is for this environment.</summary>
    public static void RequireEnvironment(this HttpContext http, string environment)
    {
        var caller = http.Caller();
        EnvironmentNames.Check(environment);
        if (caller.MayTouch(environment)) return;
        throw new ProblemException(Problem.Forbidden(
            $"The key '{caller.Name}' is for the environment '{caller.Environment}' only, not for '{environment}'."));
    }
}
