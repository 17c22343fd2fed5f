using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Dataface.Flags.State;

namespace Dataface.Flags.Http;

/// <summary>Changes as they are sent to a server, and what it answers.</summary>
internal static class ChangeJson
{
    public static string RouteOf(StateAction action) => action switch
    {
        StateAction.Kill => "kill",
        StateAction.Restore => "restore",
        _ => "ramp",
    };

    /// <param name="change">The change.</param>
    /// <param name="wait">How long the answer may wait for instances to confirm; zero for not at all.</param>
    /// <param name="isOfNow">Whether it is asked for at this moment: then the server's clock says when.</param>
    public static HttpContent Write(StateChange change, TimeSpan wait = default, bool isOfNow = false) => JsonContent(json =>
    {
        if (wait > TimeSpan.Zero) json.WriteNumber("wait", wait.TotalSeconds);
        json.WriteString("environment", change.Environment);
        json.WriteString("reason", change.Reason);
        json.WriteString("id", change.Id);
        json.WriteString("by", change.By);
        json.WriteString("from", change.From);
        if (!isOfNow) json.WriteString("at", Instant(change.At));
        if (change.Evidence is { } evidence) json.WriteString("evidence", evidence);
        if (change.Rollout is not { } rollout) return;
        json.WriteString("action", change.Action switch { StateAction.Advance => "advance", StateAction.Pause => "pause", _ => "resume" });
        json.WriteString("rollout", rollout);
        json.WriteNumber("stage", change.Stage);
        json.WriteNumber("epoch", change.Epoch);
        json.WriteNumber("share", change.MilliPercent);
    });

    /// <exception cref="FlagServerException">It is no such answer, so that it is not known what has become of the change.</exception>
    public static RecordedChange ReadAnswer(ReadOnlyMemory<byte> answer, string server)
    {
        try
        {
            var root = JsonElement.Parse(answer.Span);
            var reach = root.GetProperty("reach").GetString() switch
            {
                "confirmed" => StateReach.Confirmed,
                "fleet" => StateReach.Fleet,
                "durable" => StateReach.Durable,
                "local" => StateReach.Local,
                _ => throw new FormatException("reach"),
            };
            if (!FeedCursor.TryParse(root.GetProperty("cursor").GetString(), out var cursor)) throw new FormatException("cursor");

            // Where no position of the record is told, the feed's, which is at or past it.
            var sequence = root.TryGetProperty("sequence", out var position) ? position.GetInt64() : cursor.Sequence;
            if (sequence < 1) throw new FormatException("sequence");
            return new() { Reach = reach, Sequence = sequence, Lineage = cursor.Lineage };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FlagServerException(
                $"'{server}' has answered, but the answer does not say whether the change was made: {error.Message}", error)
            {
                IsTransient = true,
            };
        }
    }

    /// <summary>An object as the body of a request.</summary>
    public static HttpContent JsonContent(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return new ReadOnlyMemoryContent(buffer.WrittenMemory) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }

    public static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
