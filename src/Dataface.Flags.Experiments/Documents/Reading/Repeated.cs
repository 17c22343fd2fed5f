using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Documents.Reading;

/// <summary>Finds names that stand twice where each may stand once.</summary>
internal static class Repeated
{
    public static void Check(YamlProblems problems, YamlNode node, IEnumerable<string> names, string what)
    {
        foreach (var twice in names.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            problems.Error(ExperimentProblemCode.GivenTwice, node, $"'{YamlText.Shown(twice.Key)}' is {what} twice.",
                "Keep one of the two.");
        }
    }
}
