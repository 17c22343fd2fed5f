using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dataface.Flags.Http;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Feed;

/// <summary>Writes what a feed says; docs/server.md has the format.</summary>
internal static class FeedWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Body(string environment, FeedCursor cursor, PublishedDocument? document, ReadOnlyMemory<byte> minified, FlagState state) => Write(json =>
    {
        Head(json, environment, cursor);
        if (document is null)
        {
            json.WriteNull("definitions");
        }
        else
        {
            json.WriteStartObject("definitions");
            json.WriteNumber("number", document.Revision.Number);
            json.WriteString("sha256", document.Revision.Hash);
            json.WritePropertyName("document");
            json.WriteRawValue(minified.Span, skipInputValidation: true);
            json.WriteEndObject();
        }

        State(json, state);
    }).WrittenMemory;

    public static ReadOnlySpan<byte> State(string environment, FeedCursor cursor, FlagState state) => Write(json =>
    {
        Head(json, environment, cursor);
        State(json, state);
    }).WrittenSpan;

    /// <summary>A document on one line, its numbers as they were written.</summary>
    public static ReadOnlyMemory<byte> Minify(ReadOnlyMemory<byte> utf8Json)
    {
        var start = utf8Json.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
        using var document = JsonDocument.Parse(utf8Json[start..]);
        var buffer = new ArrayBufferWriter<byte>(utf8Json.Length);
        using (var json = new Utf8JsonWriter(buffer, Options)) document.RootElement.WriteTo(json);
        return buffer.WrittenMemory;
    }

    private static ArrayBufferWriter<byte> Write(Action<Utf8JsonWriter> content)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        content(json);
        json.WriteEndObject();
        json.Flush();
        return buffer;
    }

    private static void WriteProblems(Utf8JsonWriter json, IReadOnlyList<string> problems)
    {
        json.WriteStartArray("problems");
        foreach (var problem in problems) json.WriteStringValue(problem);
        json.WriteEndArray();
    }

    private static void Head(Utf8JsonWriter json, string environment, FeedCursor cursor)
    {
        json.WriteString("environment", environment);
        json.WriteString("cursor", cursor.ToString());
    }

    private static void State(Utf8JsonWriter json, FlagState state)
    {
        json.WriteStartObject("state");
        json.WriteNumber("sequence", state.Sequence);
        json.WriteString("lineage", state.Lineage);
        StateJson.WriteMembers(json, state.Kills, state.Ramps, state.Restores);
        if (state.Problems.Count > 0) WriteProblems(json, state.Problems);
        json.WriteEndObject();
    }
}
