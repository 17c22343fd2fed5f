using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Reading;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Documents.Reading;

/// <summary>
/// Reads an audience with the reader of flag conditions, so that both mean the same. The condition is written as JSON with one node on each
/// line; a problem's line then tells which YAML node it is about.
/// </summary>
internal static partial class AudienceReader
{
    private static readonly JsonWriterOptions OneNodeALine = new() { Indented = true, NewLine = "\n" };

    /// <summary>The condition; null, said why, when it cannot be read.</summary>
    public static Condition? Read(YamlProblems problems, YamlNode audience)
    {
        if (!YamlShape.Is(problems, audience, YamlKind.Map, "'audience'")) return null;
        var nodes = new List<YamlNode?>();
        var json = Write(audience, nodes);
        var found = new ProblemList(problems.Source, json);
        var tree = JsonTreeParser.Parse(json, out _)!;
        var condition = ConditionReader.Read(new DocumentScope(tree, found, DocumentPolicy.Default, DateOnly.MinValue), JsonTree.Root);
        foreach (var problem in found.Problems)
        {
            var node = nodes[problem.Line - 1] ?? audience;
            problems.Add(problem with { Path = node.Path, Line = node.Line, Column = node.Column });
        }

        return found.HasErrors ? null : condition;
    }

    private static byte[] Write(YamlNode audience, List<YamlNode?> nodes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, OneNodeALine)) Write(json, audience, nodes);
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
