using System.Text;
using System.Text.RegularExpressions;

namespace Dataface.Flags.Architecture.Tests;

/// <summary>docs/architecture.md and CONTRIBUTING.md say what is so.</summary>
[TestFixture]
internal sealed partial class ArchitecturePageTests
{
    private static readonly string[] Files =
    [
        .. Directory.EnumerateFiles(Path.Combine(Sources.Root, "src"), "*.*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Sources.Root, "tests"), "*.cs", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Sources.Root, file).Replace('\\', '/')),
    ];

    [Test]
    public void Pictures_AreThoseOfTheLists()
    {
        var page = Page("docs/architecture.md");
        foreach (var house in new[] { CoreHouse.House, ServerHouse.House }) Assert.That(page, Does.Contain(Picture(house)), house.Name);
    }

    [TestCase("docs/architecture.md")]
    [TestCase("CONTRIBUTING.md")]
    public void Files_NamedInDocs_Exist(string page) =>
        Assert.That(
            Named().Matches(Page(page)).Select(match => match.Groups[1].Value).Distinct()
                .Where(name => !Array.Exists(Files, file => file == name || file.EndsWith("/" + name, StringComparison.Ordinal))),
            Is.Empty);

    private static string Page(string path) => File.ReadAllText(Path.Combine(Sources.Root, path));

    /// <summary>The floors from the lowest to the highest, each with an arrow to the one above.</summary>
    private static string Picture(House house)
    {
        var text = new StringBuilder();
        for (var i = 0; i < house.Floors.Count; i++) text.Append($"  f{i}[\"{string.Join(" · ", house.Floors[i])}\"]\n");
        text.Append("  ").AppendJoin(" --> ", Enumerable.Range(0, house.Floors.Count).Select(i => $"f{i}")).Append('\n');
        return text.ToString();
    }

    [GeneratedRegex(@"`([\w./]+\.cs)`")]
    private static partial Regex Named();
}
