using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Dataface.Flags.State;

/// <summary>What can be made out of a line that is no record: by whoever edited it, or by another program.</summary>
internal static class ForeignRecord
{
    private const int Longest = 1_000;

    /// <summary>The kill that a line says, or null: switching off needs less proof than switching on.</summary>
    public static (string Environment, Kill Kill)? KillIn(ReadOnlySpan<byte> line, string source)
    {
        if (Parse(line) is not { } entry || !SaysKill(entry) || Text(entry, "environment") is not { } environment
            || Text(entry, "flag") is not { } flag) return null;
        return (environment, new()
        {
            Flag = flag,
            Source = source,
            By = Text(entry, "by") ?? "unknown",
            At = At(entry),
            Reason = Text(entry, "reason") ?? "unknown",
        });
    }

    /// <summary>Stands in the trail for a line that is none of its records: it names it, and changes nothing.</summary>
    /// <param name="line">The line.</param>
    /// <param name="sequence">Where it stands.</param>
    /// <param name="problem">What it is, as a whole sentence.</param>
    public static AuditRecord Of(ReadOnlySpan<byte> line, long sequence, string problem)
    {
        var entry = Parse(line) ?? default;
        var change = new StateChange
        {
            Id = Guid.Empty,
            Action = SaysKill(entry) ? StateAction.Kill : StateAction.Refuse,
            Environment = Text(entry, "environment") ?? "*",
            Flag = Text(entry, "flag") ?? "*",
            By = Text(entry, "by") ?? "unknown",
            From = Text(entry, "from") ?? "unknown",
            Reason = problem,
            At = At(entry),
        };
        var hash = Text(entry, "hash");
        return new()
        {
            Sequence = sequence,
            Change = change,
            PreviousHash = "",
            Hash = hash is { Length: 64 } ? hash : "",
            Problem = problem,
        };
    }

    private static JsonElement? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            var entry = Utf8.IsValid(line) ? JsonElement.Parse(line) : JsonElement.Parse(Encoding.Latin1.GetString(line));
            return entry.ValueKind == JsonValueKind.Object ? entry : null;
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static bool SaysKill(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object
            && entry.EnumerateObject().Any(m => m.Name == "action" && Text(m.Value) == AuditCodec.NameOf(StateAction.Kill));

    private static string? Text(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) ? Text(value) : null;

    private static string? Text(JsonElement value)
    {
        try
        {
            if (value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 } text) return null;
            return RecordEncoder.Storable(text.Length > Longest ? text[..Longest] : text);
        }
        catch (InvalidOperationException)
        {
            // An escape of half a surrogate pair.
            return null;
        }
    }

    private static DateTimeOffset At(JsonElement entry)
    {
        try
        {
            return AuditValues.Instant(Text(entry, "at") ?? "");
        }
        catch (FormatException)
        {
            return default;
        }
    }
}
