using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Dataface.Flags.Experiments.Yaml;

/// <summary>Writes YAML as the JSON that it means: one node on each line, so that lines lead back to nodes.</summary>
internal static partial class YamlJson
{
    private static readonly JsonWriterOptions OneNodeALine = new() { Indented = true, NewLine = "\n" };

    /// <summary>The JSON in UTF-8.</summary>
    /// <param name="nodes">Gets the node of each line; null for a closing bracket.</param>
    public static byte[] Write(YamlNode root, List<YamlNode?> nodes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, OneNodeALine)) Write(json, root, nodes);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, YamlNode node, List<YamlNode?> nodes)
    {
        nodes.Add(node);
        switch (node.Kind)
        {
            case YamlKind.Map:
                json.WriteStartObject();
                foreach (var child in node.Children)
                {
                    json.WritePropertyName(child.Name);
                    Write(json, child, nodes);
                }

                json.WriteEndObject();
                if (node.Children.Count > 0) nodes.Add(null); // The closing brace has a line of its own, except in {}.
                break;
            case YamlKind.List:
                json.WriteStartArray();
                foreach (var child in node.Children) Write(json, child, nodes);
                json.WriteEndArray();
                if (node.Children.Count > 0) nodes.Add(null);
                break;
            case YamlKind.Blank:
                json.WriteNullValue();
                break;
            case YamlKind.Scalar when node is { IsPlain: true, Text: "true" or "false" }:
                json.WriteBooleanValue(node.Text == "true");
                break;
            case YamlKind.Scalar when node.IsPlain && JsonNumber().IsMatch(node.Text):
                json.WriteRawValue(node.Text, skipInputValidation: true);
                break;
            default:
                json.WriteStringValue(node.Text);
                break;
        }
    }

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();
}
