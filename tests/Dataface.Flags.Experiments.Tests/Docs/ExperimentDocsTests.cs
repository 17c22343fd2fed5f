using System.Text.RegularExpressions;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Docs;

/// <summary>What the pages on experiments say is so.</summary>
[TestFixture]
internal sealed partial class ExperimentDocsTests
{
    [Test]
    public void Problems_EveryCode_IsInTheTableAndNoOther()
    {
        var documented = Row().Matches(File.ReadAllText(TestFile.Path("docs", "experiment-problems.md"))).Select(m => (m.Groups[1].Value,
            m.Groups[2].Value));
        var codes = typeof(ExperimentProblemCode).GetFields().Where(f => f.IsLiteral).Select(f => ((string)f.GetRawConstantValue()!,
            f.Name));
        Assert.That(documented, Is.EquivalentTo(codes));
    }

    [Test]
    public void Example_OfThePage_IsTheSample()
    {
        var example = File.ReadAllText(TestFile.Path("docs", "experiments.md")).Split("```yaml\n")[1].Split("```")[0];
        Assert.That(example, Is.EqualTo(File.ReadAllText(TestFile.Path("samples", "recommendations-count.yaml"))));
    }

    [GeneratedRegex(@"^\| (DX\d{4}) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
