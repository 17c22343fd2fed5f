using System.Text.RegularExpressions;
using Dataface.Flags.Analyzers.Documents;
using Microsoft.CodeAnalysis.Text;

namespace Dataface.Flags.Analyzers.Tests.Documents;

/// <summary>What a problem says to add is accepted where it is added.</summary>
[TestFixture]
internal sealed partial class HintTests
{
    [TestCase("""{ @"owner": "team", "created": "2029-05-01" }""")]
    [TestCase("""{ @"owner": "team", "expires": "2029-05-01" }""")]
    [TestCase("""{ @"owner": "team", "expires": "2026-05-01" }""")]
    [TestCase("""{ @"created": "2029-05-01", "expires": "2029-06-01" }""")]
    [TestCase("""{ @"owner": "team" }""")]
    [TestCase("""{ "owner": "team", "created": "2029-05-01", "expires": "2029-06-01", "renewals": [{ @"by": "a", "on": "2029-05-20","""
        + """ "reason": "b" }] }""")]
    [TestCase("""{ "owner": "team", "created": "2029-05-01", "expires": "2029-06-01", "renewals": [{ @"by": "a", "on": "2029-07-20","""
        + """ "reason": "b" }] }""")]
    [TestCase("""{ "owner": "team", "created": "2029-05-01", "expires": "2029-06-01", "renewals": [{ @"by": "a", "reason": "b" }] }""")]
    public void Missing_SuggestedProperty_IsAccepted(string flag)
    {
        var added = "";
        foreach (var problem in Read(flag.Replace("@", "", StringComparison.Ordinal)))
            added += Hint().Match(problem.Message).Groups[1].Value + ", ";
        Assert.That(added, Is.Not.Empty);
        Assert.That(Read(flag.Replace("@", added, StringComparison.Ordinal)).Select(p => p.Message), Is.Empty, added);
    }

    [Test]
    public void Missing_AtTheEndOfTime_IsAProblemAndNoFailure() =>
        Assert.That(Read("""{ "owner": "team", "created": "9999-12-31" }"""), Has.Count.EqualTo(1));

    private static List<ModelProblem> Read(string flag) =>
        [.. ModelReader.Read("flags.json", SourceText.From($$"""{ "schema": 1, "flags": { "f": {{flag}} } }""")).Problems];

    [GeneratedRegex("Add (.*)\\.$")]
    private static partial Regex Hint();
}
