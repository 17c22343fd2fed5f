using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Dataface.Flags.Files;

namespace Dataface.Flags.State;

/// <summary>A kill in a file of its own: a line with the format and the SHA-256 of the rest, then JSON.</summary>
internal static class KeptKill
{
    private const string Format = "dataface-flags-kill 1";

    public static byte[] Write(StateChange kill)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("id", kill.Id);
            json.WriteString("environment", kill.Environment);
            json.WriteString("flag", kill.Flag);
            json.WriteString("by", kill.By);
            json.WriteString("from", kill.From);
            json.WriteString("at", kill.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            json.WriteString("reason", kill.Reason);
            if (kill.Evidence is { } evidence) json.WriteString("evidence", evidence);
            json.WriteEndObject();
        }

        return SealedContent.Seal(Format, body.WrittenSpan);
    }

    /// <summary>The kill, or null with what is wrong; never throws.</summary>
    public static StateChange? Read(ReadOnlySpan<byte> file, out string? problem)
    {
        if (!SealedContent.TryOpen(Format, file, out var body, out problem)) return null;
        try
        {
            var kill = JsonElement.Parse(body);
            return new()
            {
                Id = kill.GetProperty("id").GetGuid(),
                Environment = kill.GetProperty("environment").GetString()!,
                Action = StateAction.Kill,
                Flag = kill.GetProperty("flag").GetString()!,
                By = kill.GetProperty("by").GetString()!,
                From = kill.GetProperty("from").GetString()!,
                At = DateTimeOffset.ParseExact(
                    kill.GetProperty("at").GetString()!, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                Reason = kill.GetProperty("reason").GetString()!,
                Evidence = kill.TryGetProperty("evidence", out var evidence) ? evidence.GetString() : null,
            };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            problem = "it is damaged.";
            return null;
        }
    }
}
