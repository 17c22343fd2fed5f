using System.Text.Json;
using Dataface.Flags.Cli.Output;

namespace Dataface.Flags.Cli.Import.Reports;

/// <summary>The report for programs.</summary>
internal static class ImportJson
{
    /// <param name="report">The report.</param>
    /// <param name="document">The document, where it is written to no file of its own; null otherwise.</param>
    /// <param name="output">Where to.</param>
    public static void Write(ImportReport report, ReadOnlyMemory<byte>? document, TextWriter output) => JsonOutput.Write(output, json =>
    {
        json.WriteArray("flags", report.Imported, flag =>
        {
            json.WriteStartObject();
            json.WriteString("name", flag.Name);
            json.WriteString("key", flag.Key);
            json.WriteEndObject();
        });
        json.WriteArray("leftOut", report.FlagsLeftOut, json.WriteStringValue);
        json.WriteArray("notes", report.Notes, note => Write(json, note));
        if (document is not { } bytes) return;
        json.WritePropertyName("document");
        JsonElement.Parse(bytes.Span).WriteTo(json);
    });

    private static void Write(Utf8JsonWriter json, ImportNote note)
    {
        json.WriteStartObject();
        json.WriteString("kind", ImportText.WordOf(note.Kind));
        json.WriteString("flag", note.Flag);
        json.WriteString("path", note.Path);
        json.WriteString("text", note.Text);
        if (note.Moved is { } moved) json.WriteNumber("movedOf10000", moved);
        json.WriteEndObject();
    }
}
