using System.Globalization;
using System.Text.Json.Nodes;

namespace Dataface.Flags.Tests;

/// <summary>A document without one of the lists or maps that it has, and with an empty one in its place.</summary>
/// <param name="Path">Where it stands.</param>
/// <param name="Without">The document without it.</param>
/// <param name="Empty">The document with an empty one.</param>
internal sealed record EmptyMembers(IReadOnlyList<string> Path, JsonNode Without, JsonNode Empty)
{
    /// <summary>For every list and map that is a member of an object and has something in it.</summary>
    public static IEnumerable<EmptyMembers> Of(string json)
    {
        foreach (var path in Paths(JsonNode.Parse(json)))
        {
            var (without, empty) = (JsonNode.Parse(json)!, JsonNode.Parse(json)!);
            Parent(without, path).Remove(path[^1]);
            var parent = Parent(empty, path);
            parent[path[^1]] = parent[path[^1]] is JsonArray ? new JsonArray() : new JsonObject();
            yield return new(path, without, empty);
        }
    }

    private static IEnumerable<string[]> Paths(JsonNode? node, params string[] path) => node switch
    {
        JsonArray list => list.SelectMany((child, index) => Paths(child, [.. path, index.ToString(CultureInfo.InvariantCulture)])),
        JsonObject map => map.SelectMany(p => Own(p.Value, [.. path, p.Key]).Concat(Paths(p.Value, [.. path, p.Key]))),
        _ => [],
    };

    private static IEnumerable<string[]> Own(JsonNode? value, string[] path) =>
        value is JsonArray { Count: > 0 } or JsonObject { Count: > 0 } ? [path] : [];

    private static JsonObject Parent(JsonNode root, string[] path) => path[..^1].Aggregate(
        root, (node, step) => node is JsonArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)]! : node[step]!).AsObject();
}
