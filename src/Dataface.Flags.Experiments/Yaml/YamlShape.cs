using Dataface.Flags.Documents;

namespace Dataface.Flags.Experiments.Yaml;

/// <summary>Whether nodes have the form that their place wants; says so when they have not.</summary>
internal static class YamlShape
{
    public static bool Is(YamlProblems problems, YamlNode node, YamlKind kind, string what)
    {
        if (node.Kind == kind) return true;
        var isBlank = node.Kind == YamlKind.Blank;
        problems.Form(
            isBlank ? YamlCode.Blank : YamlCode.WrongType, node, $"{what} is {NameOf(node.Kind)}, but must be {NameOf(kind)}.",
            $"Write {ExampleOf(kind)}.");
        return false;
    }

    /// <summary>The text of a scalar; null, said why, of anything else.</summary>
    public static string? Text(YamlProblems problems, YamlNode node) =>
        Is(problems, node, YamlKind.Scalar, node.Name.Length > 0 ? $"'{node.Name}'" : "The element") ? node.Text.Trim() : null;

    /// <summary>The same form as the names of flag documents have.</summary>
    public static string? Name(YamlProblems problems, YamlNode node) =>
        Text(problems, node) is { } text && IsName(problems, node, text) ? text : null;

    public static bool IsName(YamlProblems problems, YamlNode node, string name)
    {
        if (Names.IsName(name)) return true;
        problems.Form(
            YamlCode.InvalidName, node, $"'{YamlText.Shown(name)}' is not a valid name.",
            Names.Rule);
        return false;
    }

    private static string NameOf(YamlKind kind) => kind switch
    {
        YamlKind.Map => "a map",
        YamlKind.List => "a list",
        YamlKind.Scalar => "a single value",
        _ => "blank",
    };

    private static string ExampleOf(YamlKind kind) => kind switch
    {
        YamlKind.Map => "'key: value' lines, indented",
        YamlKind.List => "'- element' lines, indented, or [a, b]",
        _ => "one value after the colon",
    };
}
