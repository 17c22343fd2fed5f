using System.Text.Json;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.State;

namespace Dataface.Flags.Cli.Output;

/// <summary>What came of a change, as JSON.</summary>
internal static class ChangeOutput
{
    public static void WriteJson(
        StateChange change, StateReach reach, CommandIo io, JsonElement confirmation = default) => JsonOutput.Write(io.Output, json =>
    {
        json.WriteString("flag", change.Flag);
        json.WriteString("environment", change.Environment);
        json.WriteString("action", AuditCodec.NameOf(change.Action));
        json.WriteString("reach", reach.ToString());
        json.WriteString("id", change.Id);
        if (confirmation.ValueKind != JsonValueKind.Object) return;
        json.WritePropertyName("confirmation");
        confirmation.WriteTo(json);
    });
}
