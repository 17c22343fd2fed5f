using Microsoft.CodeAnalysis.Text;

namespace Dataface.Flags.Analyzers.Documents;

/// <summary>
/// Reads of an experiment's file what concerns its flag. It knows the plain maps at the top and one level below, and takes what it
/// cannot follow as absent. Never throws for what a file holds.
/// </summary>
internal static class ExperimentModelReader
{
    public static ExperimentModel Read(string path, SourceText text)
    {
        var lines = text.Lines.Select(line => line.ToString()).ToList();
        var top = PlainYaml.Map(lines, 0);
        var decision = PlainYaml.Child(lines, "decision");
        var design = PlainYaml.Child(lines, "design");
        return new(
            path,
            Get(top, "id") ?? "",
            Get(top, "flag"),
            Get(top, "status") ?? "",
            Get(decision, "verdict"),
            Day.TryParse(Get(decision, "on"), out var on) ? on : null,
            Get(design, "control"),
            new([.. PlainYaml.List(Get(design, "treatments", isPlain: false))]));
    }

    private static string? Get(IReadOnlyDictionary<string, string> map, string name, bool isPlain = true)
    {
        if (!map.TryGetValue(name, out var value)) return null;
        if (!isPlain) return value;
        var text = PlainYaml.Scalar(value);
        return text.Length == 0 ? null : text;
    }
}
