using System.Text;
using System.Text.RegularExpressions;
using Dataface.Flags.Documents;
using Dataface.Flags.Tests.Documents;

namespace Dataface.Flags.Tests.Docs;

/// <summary>What README and docs say is so.</summary>
[TestFixture]
internal sealed partial class DocumentationTests
{
    private static IEnumerable<string> Pages =>
        [TestFile.Path("README.md"), .. Directory.GetFiles(TestFile.Path("docs"), "*.md", SearchOption.AllDirectories)];

    [Test]
    public void Problems_EveryCode_IsInTheTableAndNoOther()
    {
        var documented = ProblemRow().Matches(File.ReadAllText(TestFile.Path("docs", "problems.md")))
            .Select(m => (m.Groups[1].Value, m.Groups[2].Value));
        var codes = typeof(ProblemCode).GetFields().Where(f => f.IsLiteral).Select(f => ((string)f.GetRawConstantValue()!, f.Name));
        Assert.That(documented, Is.EquivalentTo(codes));
    }

    [Test]
    public void Json_EveryExample_IsAccepted()
    {
        var count = 0;
        foreach (var block in Blocks("json"))
        {
            var result = FlagDocumentReader.Read(Encoding.UTF8.GetBytes(block), time: ProblemCase.Clock);
            Assert.That(result.Problems, Is.Empty, block);
            count++;
        }

        Assert.That(count, Is.GreaterThanOrEqualTo(2));
    }

    /// <summary>The snippets stand in a file *Snippets.cs of a test project too, where they are compiled and run.</summary>
    [Test]
    public void CSharp_EveryLineOfEverySnippet_IsCompiledAndRunByATest()
    {
        var compiled = Directory.GetFiles(TestFile.Path("Docs"), "*Snippets.cs")
            .SelectMany(File.ReadAllLines).Select(line => line.Trim()).ToHashSet(StringComparer.Ordinal);
        var lines = Blocks("csharp")
            .SelectMany(block => block.Split('\n')).Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        Assert.That(lines, Is.Not.Empty);
        Assert.That(lines.Where(line => !compiled.Contains(line)), Is.Empty);
    }

    [Test]
    public void Links_ToFilesOfTheRepository_LeadSomewhere()
    {
        foreach (var page in Pages)
        {
            foreach (Match link in Link().Matches(File.ReadAllText(page)))
            {
                var file = Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value);
                Assert.That(File.Exists(file), $"{Path.GetFileName(page)}: {link.Groups[1].Value}");
            }
        }
    }

    [Test]
    public void Index_FollowedFromPageToPage_ReachesEveryPage()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>([TestFile.Path("README.md")]);
        while (waiting.TryPop(out var page))
        {
            if (!File.Exists(page) || !page.EndsWith(".md", StringComparison.Ordinal) || !reached.Add(page)) continue;
            foreach (Match link in Link().Matches(File.ReadAllText(page)))
                waiting.Push(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value)));
        }

        // The READMEs of packages are copied beside the pages, and are none.
        var pages = Pages.Where(page => !Path.GetFileName(page).StartsWith("package-", StringComparison.Ordinal));
        Assert.That(pages.Select(Path.GetFullPath).Where(page => !reached.Contains(page)).Select(Path.GetFileName), Is.Empty);
    }

    [Test]
    public void Telemetry_EveryInstrumentAndReason_IsDocumented()
    {
        var page = File.ReadAllText(TestFile.Path("docs", "telemetry.md"));
        var names = typeof(Dataface.Flags.Telemetry.TelemetryNames).GetFields()
            .Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);
        Assert.That(names.Where(name => !page.Contains(name, StringComparison.Ordinal)), Is.Empty);
    }

    /// <summary>Of all pages but those of the rules, which show what is wrong.</summary>
    private static IEnumerable<string> Blocks(string language) =>
        Pages.Where(page => !page.Contains("DFA", StringComparison.Ordinal))
            .SelectMany(page => Fence(language).Matches(File.ReadAllText(page)).Select(m => m.Groups[1].Value));

    private static Regex Fence(string language) => new($"```{language}\n(.*?)```", RegexOptions.Singleline);

    [GeneratedRegex(@"^\| (DF\d{4}) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex ProblemRow();

    [GeneratedRegex(@"\]\(([^)#:]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
