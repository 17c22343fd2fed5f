using Dataface.Flags.Values;
using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

using Dataface.Flags.Documents.Writing;

namespace Dataface.Flags.Documents;

/// <summary>
/// Writes flag documents in one canonical form: everything in ordinal order by name, defaults written out, empty parts left out. Two
/// documents have the same meaning exactly when their written form is the same. Thread-safe.
/// </summary>
public static class FlagDocumentWriter
{
    private static readonly JsonWriterOptions Options =
        new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>The document as JSON in UTF-8.</summary>
    /// <param name="document">A document that was accepted.</param>
    public static byte[] Write(FlagDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("schema", FlagDocument.CurrentSchema);
            Map(json, "segments", document.Segments, ConditionWriter.Write);
            Map(json, "layers", document.Layers, (writer, layer) =>
            {
                writer.WriteStartObject();
                writer.WriteString("bucketBy", layer.BucketBy);
                writer.WriteEndObject();
            });
            Map(json, "objectives", document.Objectives, (writer, objective) =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("objective", objective.Percent);
                writer.WriteEndObject();
            });
            Map(json, "flags", document.Flags, FlagWriter.Write);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes named values in ordinal order; nothing when there are none.</summary>
    internal static void Map<T>(
        Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, T>> values, Action<Utf8JsonWriter, T> write)
    {
        var sorted = values.OrderBy(v => v.Key, StringComparer.Ordinal).ToList();
        if (sorted.Count == 0) return;
        json.WriteStartObject(name);
        foreach (var (key, value) in sorted)
        {
            json.WritePropertyName(key);
            write(json, value);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a list; nothing when it is empty.</summary>
    internal static void List<T>(Utf8JsonWriter json, string name, IReadOnlyCollection<T> values, Action<Utf8JsonWriter, T> write)
    {
        if (values.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var value in values) write(json, value);
        json.WriteEndArray();
    }

    /// <summary>A day, such as 2027-02-01.</summary>
    internal static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>A length of time, such as 01:00:00 or 1.12:00:00.</summary>
    internal static string Span(TimeSpan span) => span.ToString("c", CultureInfo.InvariantCulture);
}
