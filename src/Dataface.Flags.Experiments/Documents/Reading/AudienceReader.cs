using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Reading;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Documents.Reading;

/// <summary>
/// Reads an audience with the reader of flag conditions, so that both mean the same. The condition is written as JSON with one node on each
/// line; a problem's line then tells which YAML node it is about.
/// </summary>
internal static class AudienceReader
{
    /// <summary>The condition; null, said why, when it cannot be read.</summary>
    public static Condition? Read(YamlProblems problems, YamlNode audience)
    {
        if (!YamlShape.Is(problems, audience, YamlKind.Map, "'audience'")) return null;
        var nodes = new List<YamlNode?>();
        var json = YamlJson.Write(audience, nodes);
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
}
