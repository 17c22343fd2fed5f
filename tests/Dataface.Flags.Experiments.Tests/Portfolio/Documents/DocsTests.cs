using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dataface.Flags.Experiments.Tests.Portfolio.Documents;

/// <summary>What docs/portfolio.md says is so.</summary>
[TestFixture]
internal sealed partial class DocsTests
{
    private static string Page => File.ReadAllText(TestFile.Path("docs", "portfolio.md"));

    [Test]
    public void Yaml_EveryExample_IsAccepted()
    {
        var blocks = Yaml().Matches(Page).Select(m => m.Groups[1].Value).ToList();
        Assert.That(blocks, Is.Not.Empty);
        foreach (var block in blocks) Assert.That(Given.Read(block).Problems, Is.Empty);
    }

    [Test]
    public void Members_EveryPropertyOfTheSchema_IsExplained()
    {
        var schema = JsonNode.Parse(File.ReadAllText(TestFile.Path("schema", "portfolio.schema.json")))!;
        var names = schema["definitions"]!.AsObject().Select(d => d.Value!["properties"]).OfType<JsonObject>()
            .SelectMany(p => p.Select(entry => entry.Key)).Distinct();
        Assert.That(names.Where(name => !Page.Contains($"`{name}`", StringComparison.Ordinal)), Is.Empty);
    }

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
