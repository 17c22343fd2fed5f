using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Portfolio.Launch;

/// <summary>
/// How far experiments are, as their documents say. What else is wrong with them is not asked here: they have a check of their own.
/// </summary>
internal static class ExperimentStatuses
{
    private const string Draft = "draft";

    public static IReadOnlyDictionary<string, string> Read(IEnumerable<(string Source, ReadOnlyMemory<byte> Utf8Yaml)> documents)
    {
        var statuses = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (source, utf8Yaml) in documents)
        {
            var root = YamlTreeReader.Read(utf8Yaml, new YamlProblems(source, PortfolioProblemCode.Prefix));
            if (Text(root, "id") is { } id) statuses[id] = Text(root, "status") ?? Draft;
        }

        return statuses;
    }

    private static string? Text(YamlNode? root, string name) =>
        root?.Children.FirstOrDefault(child => child.Name == name && child.Kind == YamlKind.Scalar)?.Text;
}
