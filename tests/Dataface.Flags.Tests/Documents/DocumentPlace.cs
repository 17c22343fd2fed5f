using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dataface.Flags.Tests.Documents;

/// <summary>A place in a document, by the path that a problem gives.</summary>
internal sealed partial class DocumentPlace(JsonNode document, string path)
{
    private readonly string[] _steps = [.. Step().Matches(path).Select(step =>
        step.Groups["name"].Value.Replace("\\'", "'", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal))];

    /// <summary>Puts a value in the place of what is there.</summary>
    public void Set(JsonNode? value)
    {
        if (Parent is JsonArray && value is JsonArray whole) new DocumentPlace(document, path[..path.LastIndexOf('[')]).Set(whole);
        else if (Parent is JsonArray list) list[Index] = value;
        else Parent[_steps[^1]] = value;
    }

    public void Rename(string name)
    {
        var value = Parent[_steps[^1]]!.DeepClone();
        Parent.AsObject().Remove(_steps[^1]);
        Parent[name] = value;
    }

    /// <summary>Gives properties to the object at the place, or to the one that holds it, if one of them stands at the place.</summary>
    public void SetMembers(IReadOnlyDictionary<string, JsonNode?> members)
    {
        var isHere = At(_steps) is JsonObject && (_steps.Length == 0 || !members.ContainsKey(_steps[^1]));
        foreach (var (name, value) in members) (isHere ? At(_steps) : Parent)[name] = value;
    }

    public void RemoveMembers(params string[] names)
    {
        foreach (var name in names) At(_steps).AsObject().Remove(name);
    }

    private JsonNode Parent => At(_steps[..^1]);

    private int Index => int.Parse(_steps[^1], CultureInfo.InvariantCulture);

    private JsonNode At(string[] steps) => steps.Aggregate(
        document, (node, step) => node is JsonArray list ? list[int.Parse(step, CultureInfo.InvariantCulture)]! : node[step]!);

    [GeneratedRegex(@"\.(?<name>[^.\[]+)|\['(?<name>(?:\\.|[^'\\])*)'\]|\[(?<name>[0-9]+)\]")]
    private static partial Regex Step();
}
