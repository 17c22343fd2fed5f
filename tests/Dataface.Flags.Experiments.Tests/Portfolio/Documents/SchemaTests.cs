using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Tests.Portfolio.Documents;

/// <summary>The published JSON Schema, which editors use, and the reader agree on everything that a schema can express.</summary>
[TestFixture]
internal sealed class SchemaTests
{
    private readonly PublishedSchema _schema = PublishedSchema.Of("schema", "portfolio.schema.json");

    private static IEnumerable<ProblemCase> ShapeFaults => ProblemCases.All.Where(c => c.IsOfShape);

    /// <summary>
    /// What the reader accepts, or refuses for a reason that no schema can express. The tree's own faults are no documents at all.
    /// </summary>
    private static IEnumerable<ProblemCase> OtherFaults =>
        ProblemCases.All.Where(c => !c.IsOfShape && string.CompareOrdinal(c.Code, "DP0200") > 0 && c.Code != "DP0501");

    [TestCaseSource(nameof(ShapeFaults))]
    public void Validate_FaultOfShape_IsRefusedAsByTheReader(ProblemCase given) =>
        Assert.That(Complaints(given.Documents[^1]), Is.Not.Empty);

    [TestCaseSource(nameof(OtherFaults))]
    public void Validate_FaultBeyondShape_IsAccepted(ProblemCase given) => Assert.That(Complaints(given.Documents[^1]), Is.Empty);

    [Test]
    public void Validate_DocumentsThatTheReaderAccepts_AreAccepted()
    {
        Assert.That(Complaints(ProblemCases.Good), Is.Empty);
        foreach (var file in Directory.GetFiles(TestFile.Path("samples", "portfolio"), "*.yaml"))
            Assert.That(Complaints(File.ReadAllText(file)),
            Is.Empty, file);
    }

    private IReadOnlyList<string> Complaints(string yaml)
    {
        var root = YamlTreeReader.Read(Encoding.UTF8.GetBytes(yaml), new YamlProblems("test", "DP"))!;
        return _schema.Complaints(Json(root)?.ToJsonString() ?? "null");
    }

    /// <summary>What an editor makes of YAML before it asks the schema.</summary>
    private static JsonNode? Json(YamlNode node) => node.Kind switch
    {
        YamlKind.Map => new JsonObject(node.Children.Select(child => KeyValuePair.Create(child.Name, Json(child)))),
        YamlKind.List => new JsonArray([.. node.Children.Select(Json)]),
        YamlKind.Blank => null,
        _ when node is { IsPlain: true, Text: "true" or "false" } => JsonValue.Create(node.Text == "true"),
        _ when node.IsPlain && long.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) =>
            JsonValue.Create(whole),
        _ when node.IsPlain && YamlScalars.Number(node.Text) is { } number => JsonValue.Create(number),
        _ => JsonValue.Create(node.Text),
    };
}
