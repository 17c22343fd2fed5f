using System.Text.RegularExpressions;

namespace Dataface.Flags.Architecture.Tests;

/// <summary>What is written here is read by people: narrow lines, and sentences that need not be read twice.</summary>
[TestFixture]
internal sealed partial class WrittenTests
{
    private const int Columns = 140;

    /// <summary>Habits of translated English, and what to write instead.</summary>
    private static readonly (Regex Habit, string Instead)[] Habits =
    [
        (new(@"\bWhom for\b"), "\"For whom\", or \"The context to evaluate for\""),
        (new(@"^(?!.*///).*\bWho (has|must|wants|needs) (?!.*\?)"), "\"If you have\", or \"Whoever has\""),
        (new(@"\bnot believed\b"), "\"ignored\""),
        (new(@"\bOf one \w+ the\b"), "\"Precedence: …\""),
        (new(@"\bNothing is to be \w+ed\b"), "\"must be\", or \"need not be\""),
        (new(@"\bcan be none\b"), "\"is invalid\""),
    ];

    private static IEnumerable<string> Code =>
        new[] { "src", "tests", "benchmarks", "samples" }.SelectMany(folder => FilesIn(folder, "*.cs"));

    private static IEnumerable<string> Pages =>
        [Path.Combine(Sources.Root, "README.md"), Path.Combine(Sources.Root, "CONTRIBUTING.md"), .. FilesIn("docs", "*.md")];

    [Test]
    public void Lines_OfCode_AreAtMost140CharactersWide() =>
        Assert.That(
            Code.SelectMany(Numbered).Where(line => line.Text.Length > Columns).Select(line => $"{line.Place}: {line.Text.Length}"),
            Is.Empty);

    [Test]
    public void Sentences_OfPagesAndXmlDocs_HaveNoneOfTheHabits()
    {
        var pages = Pages.SelectMany(Numbered);
        var docs = FilesIn("src", "*.cs").SelectMany(Numbered)
            .Where(line => line.Text.TrimStart().StartsWith("///", StringComparison.Ordinal));
        var found = pages.Concat(docs).SelectMany(line => Habits
            .Where(one => one.Habit.IsMatch(line.Text)).Select(one => $"{line.Place}: '{one.Habit.Match(line.Text)}': {one.Instead}"));
        Assert.That(found, Is.Empty);
    }

    private static IEnumerable<string> FilesIn(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Sources.Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !Built().IsMatch(file.Replace('\\', '/')));

    private static IEnumerable<(string Place, string Text)> Numbered(string file) =>
        File.ReadAllLines(file).Select((text, i) => ($"{Path.GetRelativePath(Sources.Root, file)}:{i + 1}", text));

    [GeneratedRegex("/(bin|obj|node_modules)/")]
    private static partial Regex Built();
}
