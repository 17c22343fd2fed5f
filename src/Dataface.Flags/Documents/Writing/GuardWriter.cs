using System.Text.Json;

namespace Dataface.Flags.Documents.Writing;

/// <summary>Writes guards; settings that are as by default are left out.</summary>
internal static class GuardWriter
{
    private static readonly GuardDefinition Default = new();

    public static void Write(Utf8JsonWriter json, GuardDefinition guard)
    {
        json.WriteStartObject("guard");
        WriteErrors(json, guard);
        if (!guard.GiveUps) json.WriteBoolean("giveUps", false);
        WriteLatency(json, guard);
        FlagDocumentWriter.List(json, "counters", guard.Counters, (writer, name) => writer.WriteStringValue(name));
        FlagDocumentWriter.List(json, "abortOn", guard.AbortOn, (writer, name) => writer.WriteStringValue(name));
        WriteSlo(json, guard);
        if (guard.Alpha != Default.Alpha) json.WriteNumber("alpha", guard.Alpha);
        if (!guard.Grid.SequenceEqual(Default.Grid))
            FlagDocumentWriter.List(json, "grid", guard.Grid, (writer, ratio) => writer.WriteNumberValue(ratio));
        if (guard.NoHarmRatio != Default.NoHarmRatio) json.WriteNumber("noHarmRatio", guard.NoHarmRatio);
        if (guard.Source is { } source) json.WriteString("source", source);
        if (guard.ObserveOnly) json.WriteBoolean("observeOnly", true);
        if (guard.Silence != Default.Silence) json.WriteString("silence", FlagDocumentWriter.Span(guard.Silence));
        json.WriteEndObject();
    }

    private static void WriteSlo(Utf8JsonWriter json, GuardDefinition guard)
    {
        if (guard.Objective is null && guard.SloObjective is null) return;
        json.WriteStartObject("slo");
        if (guard.Objective is { } name) json.WriteString("objective", name);
        else json.WriteNumber("objective", guard.SloObjective!.Value);
        json.WriteString("onSharedBurn", guard.OnSharedBurn == SharedBurnAction.Hold ? "hold" : "abort");
        json.WriteEndObject();
    }

    private static void WriteErrors(Utf8JsonWriter json, GuardDefinition guard)
    {
        if (!guard.Errors || (guard.Tolerated == Default.Tolerated && guard.ErrorBound is null))
        {
            json.WriteBoolean("errors", guard.Errors);
            return;
        }

        json.WriteStartObject("errors");
        if (guard.Tolerated != Default.Tolerated) json.WriteNumber("tolerated", guard.Tolerated);
        if (guard.ErrorBound is { } bound) json.WriteNumber("atMost", (decimal)bound * 100);
        json.WriteEndObject();
    }

    private static void WriteLatency(Utf8JsonWriter json, GuardDefinition guard)
    {
        if (!guard.Latency || guard.LatencyThresholds.SequenceEqual(Default.LatencyThresholds))
        {
            json.WriteBoolean("latency", guard.Latency);
            return;
        }

        json.WriteStartObject("latency");
        FlagDocumentWriter.List(json, "thresholds", guard.LatencyThresholds,
            (writer, threshold) => writer.WriteStringValue(FlagDocumentWriter.Span(threshold)));
        json.WriteEndObject();
    }
}
