using System.Globalization;
using Dataface.Flags.Analyzers.Json;
using Dataface.Flags.Analyzers.Values;
using Microsoft.CodeAnalysis.Text;

namespace Dataface.Flags.Analyzers.Documents;

/// <summary>
/// Reads flag documents into the small model. It knows the format of keys, types, variants and days, and leaves conditions, rollouts
/// and policy to the product's reader: what it accepts and the reader accepts means the same, which a contract test shows.
/// </summary>
internal static class ModelReader
{
    /// <summary>Reads a document. Never throws for what it holds.</summary>
    /// <param name="path">The file, for places.</param>
    /// <param name="text">The document.</param>
    public static DocumentModel Read(string path, SourceText text)
    {
        var scope = new ModelScope(path, text);
        var flags = new List<PlacedFlag>();
        if (text.Encoding is { CodePage: not 65001 }) scope.Problem(default, "The document is not UTF-8. Save it as UTF-8.");
        else if (JsonParser.Parse(text.ToString(), out var fault) is { } root) ReadRoot(scope, root, flags);
        else scope.Problem(fault!.Span, $"Invalid JSON: {fault.Cause}");
        return new(path, new([.. flags]), scope.Problems);
    }

    private static void ReadRoot(ModelScope scope, PlacedNode root, List<PlacedFlag> flags)
    {
        if (!scope.IsObject(root, "A flag document", "$schema", "schema", "segments", "layers", "objectives", "flags")) return;
        CheckSchema(scope, root);
        if (root["flags"]?.Value is not { } all) return;
        foreach (var property in scope.Named(all, "flags"))
        {
            if (FlagModelReader.Read(scope, property, root["layers"]?.Value) is { } flag) flags.Add(flag);
        }
    }

    private static void CheckSchema(ModelScope scope, PlacedNode root)
    {
        if (root["schema"]?.Value is not { } schema)
        {
            scope.Problem(new(root.Span.Start, 1), "'schema' is missing. Add \"schema\": 1.");
        }
        else if (schema.Kind != JsonKind.Number || schema.Text.Length > 24
            || !decimal.TryParse(schema.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var version) || version != 1)
        {
            scope.Problem(schema.Span, "This version reads schema 1. Write \"schema\": 1, or use a version that reads the document.");
        }
    }
}
