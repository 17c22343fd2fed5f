using System.Text.Json;

namespace Dataface.Flags.State;

/// <summary>The members that an environment's state has as JSON, in checkpoints and in a server's feed.</summary>
internal static class StateJson
{
    public static void WriteMembers(
        Utf8JsonWriter json, IReadOnlyDictionary<string, Kill> kills, IReadOnlyDictionary<string, RampState> ramps,
        IReadOnlyDictionary<string, int> restores)
    {
        json.WriteStartObject("kills");
        foreach (var (flag, kill) in kills) AuditValues.WriteKill(json, flag, kill);
        json.WriteEndObject();
        json.WriteStartObject("ramps");
        foreach (var (rollout, ramp) in ramps) AuditValues.WriteRamp(json, rollout, ramp);
        json.WriteEndObject();
        json.WriteStartObject("restores");
        foreach (var (flag, count) in restores) json.WriteNumber(flag, count);
        json.WriteEndObject();
    }
}
