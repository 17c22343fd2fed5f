using System.Text.Json;
using Dataface.Flags.Telemetry;

namespace Dataface.Flags.State;

/// <summary>Reports as docs/server.md has them.</summary>
internal static class InstanceJson
{
    /// <summary>Writes the members of a report.</summary>
    public static void WriteMembers(Utf8JsonWriter json, string environment, InstanceStatement statement)
    {
        var (identity, standing) = (statement.Identity, statement.Standing);
        json.WriteString("environment", environment);
        json.WriteString("service", identity.Service);
        json.WriteString("version", identity.Version);
        json.WriteString("sdk", identity.Sdk);
        json.WriteString("started", identity.Started.UtcDateTime);
        json.WriteNumber("sequence", statement.Number);
        json.WriteString("lineage", standing.Lineage);
        json.WriteNumber("applied", standing.Sequence);
        json.WriteString("definitions", InstanceText.Clip(standing.Definitions));
        if (standing.Problem is { } problem) json.WriteString("problem", InstanceText.Clip(problem));
        if (statement.From is { } from) json.WriteString("from", InstanceText.Clip(from, InstanceText.MaxFrom));
        if (statement.IsLeaving) json.WriteBoolean("leaves", true);
    }

    /// <summary>Writes the lines of usage as an array.</summary>
    public static void WriteLines(Utf8JsonWriter json, IReadOnlyList<EvaluationCount> lines)
    {
        json.WriteStartArray();
        foreach (var line in lines)
        {
            json.WriteStartObject();
            json.WriteString("flag", line.Flag);
            json.WriteString("variant", line.Variant);
            json.WriteString("reason", ReasonNames.DetailedOf(line.Reason));
            json.WriteNumber("count", line.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
