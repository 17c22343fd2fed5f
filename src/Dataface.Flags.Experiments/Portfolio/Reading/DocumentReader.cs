using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Portfolio.Reading;

/// <summary>Reads one portfolio document by itself.</summary>
internal static class DocumentReader
{
    /// <summary>More than an organisation has bets.</summary>
    private const int MostItems = 10_000;

    public static ReadDocument Read(ReadOnlyMemory<byte> utf8Yaml, string source)
    {
        var problems = new YamlProblems(source, PortfolioProblemCode.Prefix);
        return YamlTreeReader.Read(utf8Yaml, problems) is { } root
            && YamlFields.Open(problems, root, "A portfolio document", "schema", "bets", "prerequisites", "launch_items") is { } fields
                ? Read(problems, fields) : new(problems);
    }

    private static ReadDocument Read(YamlProblems problems, YamlFields fields)
    {
        if (fields.Require("schema", PortfolioPlan.CurrentSchema) is { } schema
            && (schema.Text != PortfolioPlan.CurrentSchema || !schema.IsPlain))
        {
            problems.Error(PortfolioProblemCode.UnsupportedSchema, schema, "'schema' is not 1.",
                "Write 'schema: 1', or use a library that reads it.");
        }

        if (fields["bets"] is null && fields["prerequisites"] is null && fields["launch_items"] is null)
        {
            problems.Warning(
                PortfolioProblemCode.NothingInIt, fields.Owner, "The document has neither bets nor prerequisites nor launch items.",
                "Write at least one of 'bets:', 'prerequisites:' and 'launch_items:'.");
        }

        return new(problems)
        {
            Bets = Items(problems, fields, "bets", "A bet", BetReader.Known, BetReader.Read, bet => bet.Id),
            Prerequisites = Items(
                problems, fields, "prerequisites", "A prerequisite", PrerequisiteReader.Known, PrerequisiteReader.Read, p => p.Id),
            LaunchItems = Items(
                problems, fields, "launch_items", "A launch item", LaunchItemReader.Known, LaunchItemReader.Read, item => item.Id),
        };
    }

    private static List<ReadItem<T>> Items<T>(
        YamlProblems problems, YamlFields document, string name, string what, string[] known, Func<YamlProblems, YamlFields, T> read,
        Func<T, string> id)
    {
        var items = new List<ReadItem<T>>();
        foreach (var node in document.Items(name, "- id: ...", MostItems))
        {
            if (YamlFields.Open(problems, node, what, known) is not { } fields) continue;
            var item = read(problems, fields);
            items.Add(new(item, id(item), problems, fields));
        }

        return items;
    }
}
