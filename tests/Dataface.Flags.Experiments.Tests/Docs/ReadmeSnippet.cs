using System.Text.RegularExpressions;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Docs;

/// <summary>The code of the package's README, word for word, compiled and run beside the sample.</summary>
[TestFixture, NonParallelizable]
internal sealed class ReadmeSnippet
{
    [Test]
    public void Readme_Example_Runs()
    {
        using var folder = new TemporaryFolder();
        // It ran in December 2026, and was over then: an overdue experiment is refused as running.
        var yaml = File.ReadAllText(TestFile.Path("samples", "headline-winter.yaml")).Replace("status: running", "status: draft",
            StringComparison.Ordinal);
        File.WriteAllText(folder["headline-winter.yaml"], yaml);
        var header = File.ReadLines(TestFile.Path("samples", "data", "headline-winter.csv")).First();
        File.WriteAllText(folder["headline-winter.csv"], header + "\n");
        var before = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(folder["."]);
        try
        {
            Run();
            Assert.That(File.ReadAllText("headline-winter.md"), Does.StartWith("# Winter sale wording"));
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }

    [Test]
    public void Readme_EveryLineOfTheExample_IsRunByTheTestAbove()
    {
        var example = Regex.Match(File.ReadAllText(TestFile.Path("package-readme.md")), "```csharp\n(.*?)```",
            RegexOptions.Singleline).Groups[1].Value;
        var lines = example.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var run = File.ReadAllLines(TestFile.Path("Docs", "ReadmeSnippet.cs")).Select(line =>
            line.Trim()).ToHashSet(StringComparer.Ordinal);
        Assert.That(lines, Is.Not.Empty);
        Assert.That(lines.Where(line => !run.Contains(line)), Is.Empty);
    }

    private static void Run()
    {
        var yaml = File.ReadAllBytes("headline-winter.yaml");
        var experiment = ExperimentDocuments.Read([new("headline-winter.yaml", yaml)]).Experiments.Single();
        using var file = File.OpenRead("headline-winter.csv");
        var results = ExperimentDataFile.Read("headline-winter.csv", file, experiment, DateTimeOffset.UtcNow);
        var decision = ExperimentDecision.Decide(experiment, results.Data ?? ExperimentData.Empty, DateTimeOffset.UtcNow);
        Console.WriteLine(decision.Sentence);
        File.WriteAllText("headline-winter.md", ExperimentReport.Write(experiment, decision));
    }
}
