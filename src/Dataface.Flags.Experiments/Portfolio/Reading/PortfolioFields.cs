using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Portfolio.Reading;

/// <summary>Keys that have the same form in several kinds of element, and keys that must be there.</summary>
internal static class PortfolioFields
{
    public static string Id(this YamlFields fields, string example) =>
        fields.Require("id", example) is null ? "" : fields.Name("id", example) ?? "";

    /// <summary>A list of identifiers.</summary>
    public static IReadOnlyList<string> Names(this YamlFields fields, YamlProblems problems, string name, string example) =>
        [.. fields.Items(name, example).Select(node => YamlShape.Name(problems, node)).OfType<string>().Distinct(StringComparer.Ordinal)];

    public static double RequiredNumber(this YamlFields fields, string name, string example, double from, double to) =>
        fields.Require(name, example) is null ? from : fields.Number(name, example, from, to) ?? from;

    /// <summary>A count: a number without decimals.</summary>
    public static int RequiredCount(this YamlFields fields, YamlProblems problems, string name, string example, int from, int to)
    {
        var number = fields.RequiredNumber(name, example, from, to);
        if (number == Math.Floor(number)) return (int)number;
        problems.Form(YamlCode.InvalidNumber, fields.At(name),
            $"'{name}' is {YamlText.Shown(fields.At(name).Text)}, which is not a whole number.",
            $"Write it like '{example}'.");
        return from;
    }

    public static TimeSpan RequiredDuration(this YamlFields fields, string name, string example) =>
        fields.Require(name, example) is null ? TimeSpan.Zero : fields.Duration(name, example) ?? TimeSpan.Zero;

    public static T RequiredChoice<T>(this YamlFields fields, string name, YamlChoice<T> choice)
        where T : struct, Enum => fields.Require(name, choice.Words[0]) is null ? default : fields.Choice(name, choice) ?? default;
}
