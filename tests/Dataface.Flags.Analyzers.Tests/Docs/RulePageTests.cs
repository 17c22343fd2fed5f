using System.Text.RegularExpressions;
using System.Xml.Linq;
using Dataface.Flags.Analyzers.Tests.Checks;
using Dataface.Flags.Analyzers.Tests.Generating;
using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Analyzers.Tests.Docs;

/// <summary>Every rule has a page, and what its examples say is so.</summary>
[TestFixture]
internal sealed partial class RulePageTests
{
    private static string Folder => Path.Combine(TestContext.CurrentContext.TestDirectory, "docs");

    private static IReadOnlyList<DiagnosticDescriptor> All { get; } =
        [.. typeof(Rules).GetFields().Where(f => f.FieldType == typeof(DiagnosticDescriptor)).Select(f =>
            (DiagnosticDescriptor)f.GetValue(null)!)];

    private static IEnumerable<string> OfCode => All.Select(r => r.Id).Where(id => string.CompareOrdinal(id, "DFA0100") < 0);

    private static IEnumerable<string> OfDocuments => All.Select(r => r.Id).Except(OfCode);

    [Test]
    public void Pages_AreOfTheRulesAndNoOther()
    {
        Assert.That(Directory.GetFiles(Path.Combine(Folder, "analyzers")).Select(Path.GetFileNameWithoutExtension),
            Is.EquivalentTo(All.Select(r => r.Id)));
        var overview = File.ReadAllText(Path.Combine(Folder, "typed-flags.md"));
        foreach (var rule in All)
        {
            Assert.That(rule.HelpLinkUri, Is.EqualTo($"docs/analyzers/{rule.Id}.md"));
            Assert.That(overview, Does.Contain($"[{rule.Id}](analyzers/{rule.Id}.md)"));
            var first = File.ReadLines(Path.Combine(Folder, "analyzers", rule.Id + ".md")).First();
            Assert.That(first, Is.EqualTo($"# {rule.Id}: {Lower(rule.Title.ToString(null))}"));
        }
    }

    [Test]
    public void Releases_ListEveryRuleWithItsSeverity()
    {
        var rows = Directory.GetFiles(Path.Combine(TestContext.CurrentContext.TestDirectory, "releases")).SelectMany(File.ReadLines)
            .Where(l => l.StartsWith("DFA", StringComparison.Ordinal)).Select(l => l.Split('|').Select(c => c.Trim()).ToList());
        Assert.That(rows.Select(r => (r[0], r[2])), Is.EquivalentTo(All.Select(r => (r.Id, r.DefaultSeverity.ToString()))));
    }

    [TestCaseSource(nameof(OfCode))]
    public async Task Example_OfARuleOfCode_IsReportedWhereItSaysAndTheRemedyIsNot(string id)
    {
        var blocks = Blocks(id);
        var code = blocks.Where(b => b.Language == "cs").Select(b => b.Text).ToList();
        Assert.That(code, Has.Count.EqualTo(2));
        var days = blocks.Where(b => b.Language == "xml").Select(b => Today().Match(b.Text).Groups[1].Value).Where(d =>
            d.Length > 0).ToList();
        var yaml = blocks.FirstOrDefault(b => b.Language == "yaml").Text;
        for (var i = 0; i < code.Count; i++)
        {
            var compilation = Analysis.Compile(code[i]);
            Assert.That(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error), Is.Empty);
            var files = new List<(string, string, string)> { ("flags.json", "FlagDocument", CheckedProject.Document) };
            if (yaml is not null) files.Add(("a.yaml", "FlagExperiment", yaml));
            var found = await Analysis.RunAsync(compilation, files, days.Count == 0 ? "" : days[Math.Min(i, days.Count - 1)]);
            var lines = code[i].Split('\n').Index().Where(l => l.Item.EndsWith($"// {id}", StringComparison.Ordinal)).Select(l =>
                (id, l.Index)).ToList();
            Assert.That(found.Select(d => (d.Id, d.Location.GetLineSpan().StartLinePosition.Line)), Is.EquivalentTo(lines));
            Assert.That(lines, i == 0 ? Is.Not.Empty : Is.Empty);
        }
    }

    [TestCaseSource(nameof(OfDocuments))]
    public void Example_OfARuleOfDocuments_IsReportedAndTheRemedyIsNot(string id)
    {
        var blocks = Blocks(id);
        var documents = blocks.Where(b => b.Language == "json").Select(b => b.Text).ToList();
        var settings = blocks.Where(b => b.Language == "xml").Select(b => SettingOf(b.Text)).ToList();
        var bad = settings.Count > 1 ? settings[0] : "";
        Assert.That(Ids(documents[0], bad), Is.Not.Empty.And.All.EqualTo(id));
        Assert.That(Ids(documents[^1], settings.LastOrDefault() ?? ""), Is.Empty);
    }

    [Test]
    public void Overview_Example_CompilesAgainstItsDocument()
    {
        var blocks = Fences().Matches(File.ReadAllText(Path.Combine(Folder, "typed-flags.md"))).ToDictionary(m =>
            m.Groups[1].Value, m => m.Groups[2].Value);
        var generated = Generated.From(blocks["json"],
            "using Dataface.Flags; using Dataface.Flags.AspNetCore; namespace Shop; " + blocks["cs"]);
        Assert.That(generated.Findings, Is.Empty);
        Assert.That(generated.Problems.Where(p => p.Id != "CS1591"), Is.Empty);
    }

    private static IEnumerable<string> Ids(string document, string setting) =>
        Generated.From(document, options: Generated.Options().With("DatafaceFlagHandles", setting)).Findings.Select(f => f.Id);

    private static string SettingOf(string xml)
    {
        var item = XElement.Parse(xml);
        return string.Join('=', new[] { "Include", "Name", "Type", "TypeInfo", "Fallback" }.Select(name =>
            item.Attribute(name)?.Value ?? ""));
    }

    private static List<(string Language, string Text)> Blocks(string id) =>
        [.. Fences().Matches(File.ReadAllText(Path.Combine(Folder, "analyzers", id + ".md"))).Select(m =>
            (m.Groups[1].Value, m.Groups[2].Value))];

    private static string Lower(string title) => char.ToLowerInvariant(title[0]) + title[1..];

    [GeneratedRegex("```([a-z]+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fences();

    [GeneratedRegex("<FlagsToday>(.*)</FlagsToday>")]
    private static partial Regex Today();
}
