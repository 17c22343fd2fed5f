using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dataface.Flags.Http;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Feed;

/// <summary>Writes what a feed says; docs/server.md has the format.</summary>
internal static class FeedWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Body(
        string? environment, FeedCursor cursor, DocumentRevision? document, ReadOnlyMemory<byte> part, FlagState state) => Write(json =>
    {
        Head(json, environment, cursor);
        if (document is null)
        {
            json.WriteNull("definitions");
        }
        else
        {
            json.WriteStartObject("definitions");
            json.WriteNumber("number", document.Number);
            json.WriteString("sha256", document.Hash);
            json.WritePropertyName("document");
            json.WriteRawValue(part.Span, skipInputValidation: true);
            json.WriteEndObject();
        }

        State(json, state);
    }).WrittenMemory;

    public static ReadOnlySpan<byte> State(string? environment, FeedCursor cursor, FlagState state) => Write(json =>
    {
        Head(json, environment, cursor);
        State(json, state);
    }).WrittenSpan;

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

    private static void Head(Utf8JsonWriter json, string? environment, FeedCursor cursor)
    {
        if (environment is not null) json.WriteString("environment", environment);
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
