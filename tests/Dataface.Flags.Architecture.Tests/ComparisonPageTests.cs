using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dataface.Flags.Architecture.Tests;

/// <summary>docs/comparison.md says yes of ours only where a test shows it.</summary>
[TestFixture]
internal sealed partial class ComparisonPageTests
{
    private static string Page => File.ReadAllText(Path.Combine(Sources.Root, "docs", "comparison.md"));

    private static IEnumerable<string> Named => Comment().Matches(Page).Select(match => match.Groups[1].Value);

    [Test]
    public void Ours_EveryYes_NamesATest() =>
        Assert.That(Row().Matches(Page).Select(match => match.Groups[1].Value).Where(cell => !Comment().IsMatch(cell)), Is.Empty);

    [Test]
    public void Tests_NamedOnThePage_Exist()
    {
        var tests = Named.Select(name => name.Split('.')).GroupBy(parts => parts[0], parts => parts[1]);
        foreach (var type in tests) Assert.That(TestsOf(type.Key), Is.SupersetOf(type), type.Key);
    }

    /// <summary>The names of the methods that NUnit runs, in whatever file declares the type.</summary>
    private static IEnumerable<string> TestsOf(string type) =>
        Directory.EnumerateFiles(Path.Combine(Sources.Root, "tests"), $"{type}.cs", SearchOption.AllDirectories)
            .SelectMany(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes())
            .OfType<MethodDeclarationSyntax>()
            .Where(method => method.AttributeLists.SelectMany(list => list.Attributes)
                .Any(attribute => attribute.Name.ToString() is "Test" or "TestCase" or "TestCaseSource"))
            .Select(method => method.Identifier.Text);

    [GeneratedRegex(@"^\| [^|]+ \| (yes[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"<!-- (\w+\.\w+) -->")]
    private static partial Regex Comment();
}
