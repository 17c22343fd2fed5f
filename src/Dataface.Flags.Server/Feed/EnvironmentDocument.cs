using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dataface.Flags.Publishing;

namespace Dataface.Flags.Server.Feed;

/// <summary>
/// The part of a published document that an environment's services need: every flag, with its entry for this environment alone,
/// and the segments that these entries use. What others do, and whom they do it for, stays on the server. Made once for each
/// document; thread-safe.
/// </summary>
internal sealed class EnvironmentDocument(string environment)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private volatile Part? _last;

    /// <summary>The part on one line, its numbers as they were written.</summary>
    public ReadOnlyMemory<byte> Of(PublishedDocument document)
    {
        if (_last is { } last && last.Hash == document.Revision.Hash) return last.Utf8Json;
        var part = new Part(document.Revision.Hash, Of(document.Utf8Json, environment));
        _last = part;
        return part.Utf8Json;
    }

    /// <summary>The part of a document that an environment needs.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> utf8Json, string environment)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Max(utf8Json.Length, 1));
        using (var json = new Utf8JsonWriter(buffer, Options)) Write(json, utf8Json, environment);
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, ReadOnlyMemory<byte> utf8Json, string environment)
    {
        var start = utf8Json.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
        using var document = JsonDocument.Parse(utf8Json[start..]);
        var segments = SegmentsOf(document.RootElement, environment);
        Write(json, document.RootElement, (name, value) =>
        {
            if (name == "flags") WriteFlags(json, value, environment);
            else if (name == "segments") Write(json, value, segments.Contains);
            else value.WriteTo(json);
        });
    }

    private static void WriteFlags(Utf8JsonWriter json, JsonElement flags, string environment) =>
        Write(json, flags, (_, flag) => Write(json, flag, (name, value) =>
        {
            if (name == "environments") Write(json, value, entry => entry == environment);
            else value.WriteTo(json);
        }));

    /// <summary>The members of an object that are wanted.</summary>
    private static void Write(Utf8JsonWriter json, JsonElement value, Predicate<string> isWanted)
    {
        json.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            if (isWanted(member.Name)) member.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, JsonElement value, Action<string, JsonElement> write)
    {
        json.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            json.WritePropertyName(member.Name);
            write(member.Name, member.Value);
        }

        json.WriteEndObject();
    }

    /// <summary>The segments that the environment's entries name, and those that these are made of.</summary>
    private static HashSet<string> SegmentsOf(JsonElement document, string environment)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<JsonElement>();
        if (document.TryGetProperty("flags", out var flags))
        {
            foreach (var flag in flags.EnumerateObject())
            {
                if (flag.Value.TryGetProperty("environments", out var entries) && entries.TryGetProperty(environment, out var entry))
                {
                    open.Push(entry);
                }
            }
        }

        var hasSegments = document.TryGetProperty("segments", out var segments);
        while (open.TryPop(out var part))
        {
            if (part.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in part.EnumerateArray()) open.Push(item);
            }

            if (part.ValueKind != JsonValueKind.Object) continue;
            foreach (var member in part.EnumerateObject())
            {
                open.Push(member.Value);
                if (member.Name != "segment" || member.Value.ValueKind != JsonValueKind.String || !used.Add(member.Value.GetString()!))
                {
                    continue;
                }

                if (hasSegments && segments.TryGetProperty(member.Value.GetString()!, out var segment)) open.Push(segment);
            }
        }

        return used;
    }

    private sealed record Part(string Hash, ReadOnlyMemory<byte> Utf8Json);
}
