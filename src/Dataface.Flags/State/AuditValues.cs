using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Values;

namespace Dataface.Flags.State;

/// <summary>How the parts of records are written: kills, ramps, documents, instants.</summary>
internal static class AuditValues
{
    public static void WriteDocument(Utf8JsonWriter json, string name, DocumentRevision? document)
    {
        if (document is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("number", document.Number);
        json.WriteString("sha256", document.Hash);
        json.WriteEndObject();
    }

    public static DocumentRevision? ReadDocument(JsonElement root, string name)
    {
        var document = root.GetProperty(name);
        return document.ValueKind == JsonValueKind.Null ? null : new(document.GetProperty("number").GetInt32(), Text(document, "sha256"));
    }

    public static void WriteRamp(Utf8JsonWriter json, string name, RampState? ramp)
    {
        if (ramp is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("stage", ramp.Stage);
        json.WriteNumber("epoch", ramp.Epoch);
        json.WriteNumber("share", ramp.MilliPercent);
        json.WriteString("since", Instant(ramp.Since));
        json.WriteBoolean("paused", ramp.IsPaused);
        json.WriteEndObject();
    }

    public static RampState? ReadRamp(JsonElement root, string name)
    {
        var ramp = root.GetProperty(name);
        return ramp.ValueKind == JsonValueKind.Null ? null : new()
        {
            Stage = ramp.GetProperty("stage").GetInt32(),
            Epoch = ramp.GetProperty("epoch").GetInt32(),
            Percent = Percentage.Of(ramp.GetProperty("share").GetInt32()),
            Since = Instant(Text(ramp, "since")),
            IsPaused = ramp.GetProperty("paused").GetBoolean(),
        };
    }

    public static void WriteKill(Utf8JsonWriter json, string name, Kill? kill)
    {
        if (kill is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("source", kill.Source);
        json.WriteString("by", kill.By);
        json.WriteString("at", Instant(kill.At));
        json.WriteString("reason", kill.Reason);
        json.WriteEndObject();
    }

    public static Kill? ReadKill(JsonElement root, string name, string flag)
    {
        var kill = root.GetProperty(name);
        return kill.ValueKind == JsonValueKind.Null ? null : new()
        {
            Flag = flag,
            Source = Text(kill, "source"),
            By = Text(kill, "by"),
            At = Instant(Text(kill, "at")),
            Reason = Text(kill, "reason"),
        };
    }

    public static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException(name);

    public static string Instant(DateTimeOffset value) => value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    public static DateTimeOffset Instant(string value) =>
        DateTimeOffset.ParseExact(value, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
