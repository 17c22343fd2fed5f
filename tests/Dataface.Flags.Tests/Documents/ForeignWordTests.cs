using System.Text;
using System.Text.RegularExpressions;
using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Reading;

namespace Dataface.Flags.Tests.Documents;

/// <summary>Whoever writes a document with another product's words is led to ours.</summary>
[TestFixture]
[Rule("a hint is itself accepted")]
internal sealed partial class ForeignWordTests
{
    /// <summary>Where a property of each kind of object stands; it takes the place of the mark.</summary>
    private static readonly Dictionary<string, string> Documents = new(StringComparer.Ordinal)
    {
        ["A flag document"] = """{ "schema": 1, "flags": {}, MARK }""",
        ["A flag"] = Flag("MARK"),
        ["An environment"] = Flag(""" "environments": { "production": { MARK } } """),
        ["A rule"] = Flag(""" "environments": { "production": { "rules": [{ "name": "r", MARK }] } } """),
        ["A rollout"] = Flag(""" "environments": { "production": { "rollout": { "percent": 5, MARK } } } """),
        ["A condition"] = Flag("""
            "environments": { "production": { "rules": [{ "name": "r", "when": { MARK }, "serve": "on" }] } }
            """),
    };

    private static IEnumerable<TestCaseData> Words =>
        from of in ForeignWords.Remedies
        from word in of.Value
        select new TestCaseData(of.Key, word.Key, word.Value).SetArgDisplayNames(of.Key, word.Key);

    [TestCaseSource(nameof(Words))]
    public void Lint_AnotherProductsWord_IsLedToOurs(string what, string word, string remedy)
    {
        var name = char.ToUpperInvariant(word[0]) + word[1..];
        var problem = Read(Documents[what].Replace("MARK", $"\"{name}\": true", StringComparison.Ordinal))
            .Single(p => p.Code == ProblemCode.UnknownProperty);
        Assert.That(problem.Remedy, Is.EqualTo(remedy));
        if (Meant().Match(remedy) is { Success: true } meant)
        {
            Assert.That(Read(Documents[what].Replace("MARK", $"\"{meant.Groups[1].Value}\": true", StringComparison.Ordinal))
                .Select(p => p.Code), Has.None.EqualTo(ProblemCode.UnknownProperty));
        }
        else if (Written().Match(remedy) is { Success: true } written)
        {
            Assert.That(Read(Documents[what].Replace("MARK", written.Groups[1].Value, StringComparison.Ordinal))
                .Where(p => p.Severity == ProblemSeverity.Error && p.Code != ProblemCode.MissingProperty), Is.Empty);
        }
        else
        {
            Assert.That(remedy, Does.Contain("Take it out").Or.Contain("dataface-flags import featuremanagement"));
        }
    }

    [TestCase("rollout_percentage")]
    [TestCase("RolloutPercentage")]
    [TestCase("rollout-percentage")]
    public void Lint_WordInAnotherCase_IsTheSameWord(string word) =>
        Assert.That(Read(Documents["An environment"].Replace("MARK", $"\"{word}\": 5", StringComparison.Ordinal))
            .Single(p => p.Code == ProblemCode.UnknownProperty).Remedy, Is.EqualTo("Write \"rollout\": { \"percent\": 5 }."));

    private static string Flag(string members) => $$"""
        { "schema": 1, "flags": { "f": { "owner": "t", "created": "2026-11-01", "expires": "2027-01-10", {{members}} } } }
        """;

    private static IReadOnlyList<DocumentProblem> Read(string json)
    {
        // As it will be written: no member twice.
        Assert.That(() => System.Text.Json.Nodes.JsonNode.Parse(json), Throws.Nothing);
        return FlagDocumentReader.Read(Encoding.UTF8.GetBytes(json), time: ProblemCase.Clock).Problems;
    }

    [GeneratedRegex("^Did you mean '([^']+)'")]
    private static partial Regex Meant();

    [GeneratedRegex("""[Ww]rite ("[A-Za-z]+": .*[}\]"])(?: for numbers)?\.$""")]
    private static partial Regex Written();
}
