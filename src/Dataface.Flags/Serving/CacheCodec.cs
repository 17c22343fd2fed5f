using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Files;
using Dataface.Flags.Providers;
using Dataface.Flags.State;
using Dataface.Flags.Values;

namespace Dataface.Flags.Serving;

/// <summary>The cache file: a line with the format and the SHA-256 of the rest, then JSON.</summary>
internal static class CacheCodec
{
    private const string Format = "dataface-flags-cache 1";

    public static byte[] Write(CachedConfig config)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("environment", config.Environment);
            json.WriteStartArray("documents");
            foreach (var (provider, content) in config.Documents)
            {
                json.WriteStartObject();
                json.WriteString("provider", provider);
                json.WriteString("revision", content.Revision);
                json.WriteBase64String("utf8", content.Utf8Json.Span);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("kills");
            foreach (var kill in config.Kills)
            {
                json.WriteStartObject();
                json.WriteString("flag", kill.Flag);
                json.WriteString("source", kill.Source);
                json.WriteString("by", kill.By);
                json.WriteString("at", Text(kill.At));
                json.WriteString("reason", kill.Reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteStages(json, config.Stages);
            json.WriteEndObject();
        }

        return SealedContent.Seal(Format, body.WrittenSpan);
    }

    /// <summary>The content, or null with what is wrong; never throws.</summary>
    public static CachedConfig? Read(ReadOnlySpan<byte> file, out string? problem)
    {
        if (!SealedContent.TryOpen(Format, file, out var body, out problem)) return null;
        try
        {
            var root = JsonElement.Parse(body);
            var documents = root.GetProperty("documents").EnumerateArray().ToDictionary(
                d => d.GetProperty("provider").GetString()!,
                d => new FlagConfigContent
                {
                    Utf8Json = d.GetProperty("utf8").GetBytesFromBase64(),
                    Revision = d.GetProperty("revision").GetString()!,
                });
            Kill[] kills = [.. root.GetProperty("kills").EnumerateArray().Select(ReadKill)];
            var environment = root.GetProperty("environment").GetString()!;
            return new CachedConfig(environment, documents, kills) { Stages = ReadStages(root) };
        }
        catch (Exception error) when (error
            is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            problem = "it is damaged.";
            return null;
        }
    }

    private static Kill ReadKill(JsonElement kill) => new()
    {
        Flag = kill.GetProperty("flag").GetString()!,
        Source = kill.GetProperty("source").GetString()!,
        By = kill.GetProperty("by").GetString()!,
        At = ReadTime(kill.GetProperty("at")),
        Reason = kill.GetProperty("reason").GetString()!,
    };

    private static RampState ReadRamp(JsonElement ramp) => new()
    {
        Stage = ramp[0].GetInt32(),
        Epoch = ramp[1].GetInt32(),
        Percent = Percentage.Of(ramp[2].GetInt32()),
        Since = ReadTime(ramp[3]),
        IsPaused = ramp[4].GetBoolean(),
    };

    private static void WriteStages(Utf8JsonWriter json, FlagState state)
    {
        json.WriteStartObject("ramps");
        foreach (var (rollout, ramp) in state.Ramps)
        {
            json.WriteStartArray(rollout);
            json.WriteNumberValue(ramp.Stage);
            json.WriteNumberValue(ramp.Epoch);
            json.WriteNumberValue(ramp.MilliPercent);
            json.WriteStringValue(Text(ramp.Since));
            json.WriteBooleanValue(ramp.IsPaused);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteStartObject("restores");
        foreach (var (flag, count) in state.Restores) json.WriteNumber(flag, count);
        json.WriteEndObject();
    }

    private static FlagState ReadStages(JsonElement root) => FlagState.Empty with
    {
        Ramps = root.GetProperty("ramps").EnumerateObject().ToDictionary(r => r.Name, r => ReadRamp(r.Value), StringComparer.Ordinal),
        Restores = root.GetProperty("restores").EnumerateObject().ToDictionary(r => r.Name, r => r.Value.GetInt32()),
    };

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset ReadTime(JsonElement time) =>
        DateTimeOffset.ParseExact(time.GetString()!, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
