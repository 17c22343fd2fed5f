using Dataface.Flags.Http;
using Dataface.Flags.State;

namespace Dataface.Flags.Cli.Server;

/// <summary>Changes as an operator asks a server for them.</summary>
internal static class ServerJson
{
    /// <summary>What a ramp's change is called, on the command line and by the server.</summary>
    public static readonly IReadOnlyDictionary<string, StateAction> RampActions =
        new Dictionary<string, StateAction>(StringComparer.Ordinal)
        {
            ["advance"] = StateAction.Advance,
            ["pause"] = StateAction.Pause,
            ["resume"] = StateAction.Resume,
        };

    /// <summary>The server itself finds the rollout and the next step.</summary>
    public static HttpContent Write(StateChange change, string? rule, TimeSpan wait)
    {
        if (change.Action is StateAction.Kill or StateAction.Restore) return ChangeJson.Write(change, wait, isOfNow: true);
        return ChangeJson.JsonContent(json =>
        {
            json.WriteString("environment", change.Environment);
            json.WriteString("action", RampActions.First(action => action.Value == change.Action).Key);
            json.WriteString("reason", change.Reason);
            json.WriteString("id", change.Id);
            json.WriteString("by", change.By);
            json.WriteString("from", change.From);
            if (rule is not null) json.WriteString("rule", rule);
        });
    }
}
