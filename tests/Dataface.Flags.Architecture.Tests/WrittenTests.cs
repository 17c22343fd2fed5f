using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;

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

    /// <summary>The same in messages, which are strings of code.</summary>
    private static readonly (Regex Habit, string Instead)[] MessageHabits =
    [
        .. Habits,
        (new(@"\bcan be no\b|(?<!\b[Tt]here )\b(is|are) no (?!longer\b|more\b)[A-Za-z]"), "\"is not a valid …\", or \"is not a …\""),
        (new(@"\bwhich is none\b|\bknows no\b"), "\"is unknown\""),
        (new(@"\bgo(es)? on\b|\banew\b"), "\"continues\", or \"again\""),
        (new(@"\b[Mm]end(s|ed)?\b"), "\"fix\""),
        (new(@"\bto come\b"), "\"in the future\""),
    ];

    /// <summary>The same in names of tests.</summary>
    private static readonly (Regex Habit, string Instead)[] NameHabits =
    [
        (new("Believ"), "\"IsIgnored\", or \"IsAccepted\""),
        (new("(Is|Are)(Told|Said)"), "\"IsReported\", \"IsNotified\", or \"IsLogged\""),
        (new("_(Is|Are)None|ThatIsNone|CanBeNone|_IsNo[A-Z]"), "\"Invalid\", or \"IsNotA\""),
        (new(@"Goes?On(?![a-z])|_\w*Anew"), "\"Continues\", or \"Again\""),
        (new("Nobody|Somebody|Whoever"), "who it is"),
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
        Assert.That(pages.Concat(docs).SelectMany(line => Found(Habits, line)), Is.Empty);
    }

    [Test]
    public void Messages_OfTheSources_HaveNoneOfTheHabits() =>
        Assert.That(FilesIn("src", "*.cs").SelectMany(Strings).SelectMany(text => Found(MessageHabits, text)), Is.Empty);

    [Test]
    public void Names_OfTests_HaveNoneOfTheHabits() =>
        Assert.That(
            FilesIn("tests", "*.cs").SelectMany(Numbered).SelectMany(line => TestName().Matches(line.Text)
                .SelectMany(name => Found(NameHabits, (line.Place, name.Value)))),
            Is.Empty);

    private static IEnumerable<string> Found((Regex Habit, string Instead)[] habits, (string Place, string Text) written) =>
        habits.Where(one => one.Habit.IsMatch(written.Text))
            .Select(one => $"{written.Place}: '{one.Habit.Match(written.Text)}': {one.Instead}");

    /// <summary>The strings of a file, without what is interpolated.</summary>
    private static IEnumerable<(string Place, string Text)> Strings(string file) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantTokens()
            .Where(token => token.Kind() is SyntaxKind.StringLiteralToken or SyntaxKind.InterpolatedStringTextToken
                or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken)
            .Select(token => (
                $"{Path.GetRelativePath(Sources.Root, file)}:{token.GetLocation().GetLineSpan().StartLinePosition.Line + 1}",
                token.ValueText));

    private static IEnumerable<string> FilesIn(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Sources.Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !Built().IsMatch(file.Replace('\\', '/')));

    private static IEnumerable<(string Place, string Text)> Numbered(string file) =>
        File.ReadAllLines(file).Select((text, i) => ($"{Path.GetRelativePath(Sources.Root, file)}:{i + 1}", text));

    [GeneratedRegex(@"\b[A-Z][A-Za-z0-9]*(_[A-Z][A-Za-z0-9]*)+(?=\()")]
    private static partial Regex TestName();

    [GeneratedRegex("/(bin|obj|node_modules)/")]
    private static partial Regex Built();
}
