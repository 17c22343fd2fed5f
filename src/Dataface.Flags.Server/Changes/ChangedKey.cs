using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Problems;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Changes;

/// <summary>The key of the flag that a request changes.</summary>
internal static class ChangedKey
{
    /// <summary>The key; throws when no flag can have it, since the change would be kept and have no effect.</summary>
    public static string Checked(HttpContext http, StateAction action, string key)
    {
        var known = http.RequestServices.GetRequiredService<EnvironmentClients>().Definitions?.Flags.Keys;
        return ChangeCheck.ProblemOf(action, key, known) is { } problem ? throw new ProblemException(Problem.Malformed(problem)) : key;
    }
}
