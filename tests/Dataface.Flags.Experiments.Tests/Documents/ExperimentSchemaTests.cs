using System.Text;
using Dataface.Flags.Experiments.Yaml;
using Dataface.Flags.Tests;
using static Dataface.Flags.Experiments.ExperimentProblemCode;

namespace Dataface.Flags.Experiments.Tests.Documents;

/// <summary>The published JSON Schema and the reader agree on everything that a schema can express.</summary>
[TestFixture]
internal sealed class ExperimentSchemaTests
{
    /// <summary>What a schema cannot say: about text that is not YAML, keys given twice, calendars, and bounds of percentages.</summary>
    private static readonly string[] BeyondSchemas = [NotYaml, Tab, SeveralDocuments, Anchor, Tag, DuplicateKey, InvalidDate];

    private readonly PublishedSchema _schema = PublishedSchema.Of("schema", "experiment.schema.json");

    private static IEnumerable<ExperimentCase> ShapeFaults =>
        ExperimentCases.Form.Where(
            c => !BeyondSchemas.Contains(c.Code) && !c.Marked.StartsWith("¦exposure: 101", StringComparison.Ordinal)
                && !c.Marked.StartsWith("¦alpha", StringComparison.Ordinal));

    [TestCaseSource(nameof(ShapeFaults))]
    public void Validate_FaultOfForm_IsRefusedAsByTheReader(ExperimentCase given) => Assert.That(Complaints(given.Yaml), Is.Not.Empty);

    [Test]
    public void Validate_DocumentsThatTheReaderAccepts_AreAccepted()
    {
        Assert.That(Complaints(Given.Yaml), Is.Empty);
        Assert.That(Complaints(Given.Decided()), Is.Empty);
        foreach (var file in Directory.GetFiles(TestFile.Path("samples"), "*.yaml"))
            Assert.That(Complaints(File.ReadAllText(file)), Is.Empty, file);
    }

    private IReadOnlyList<string> Complaints(string yaml)
    {
        var root = YamlTreeReader.Read(Encoding.UTF8.GetBytes(yaml), new YamlProblems("x.yaml", "DX"))!;
        return _schema.Complaints(Encoding.UTF8.GetString(YamlJson.Write(root, [])));
    }
}
