using System.Text;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Documents.Reading;

/// <summary>
/// The design in a document: all but how far the experiment is. How it is written, and in what order keys stand, says nothing.
/// </summary>
internal static class WrittenDesign
{
    private static readonly string[] Progress = ["status", "decision", "outcome"];

    /// <summary>Whether two documents have the same design. Of one that is not YAML, every change counts.</summary>
    public static bool AreSame(string document, string other) =>
        document == other || (Read(document) is { } design && Read(other) is { } another && AreSame(design, another));

    private static YamlNode? Read(string document) =>
        YamlTreeReader.Read(Encoding.UTF8.GetBytes(document), new("", ExperimentProblemCode.Prefix)) is { } root
            ? root with { Children = [.. root.Children.Where(child => !Progress.Contains(child.Name))] }
            : null;

    private static bool AreSame(YamlNode node, YamlNode other) =>
        (node.Kind, node.Name, node.Text, node.Children.Count) == (other.Kind, other.Name, other.Text, other.Children.Count)
        && Children(node).Zip(Children(other)).All(pair => AreSame(pair.First, pair.Second));

    private static IEnumerable<YamlNode> Children(YamlNode node) =>
        node.Kind == YamlKind.Map ? node.Children.OrderBy(child => child.Name, StringComparer.Ordinal) : node.Children;
}
