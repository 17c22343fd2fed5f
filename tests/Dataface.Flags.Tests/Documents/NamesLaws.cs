using System.Text.RegularExpressions;
using Dataface.Flags.Documents;
using Dataface.Flags.State;
using Dataface.Flags.Tests.State;
using FsCheck;
using FsCheck.Fluent;

namespace Dataface.Flags.Tests.Documents;

/// <summary>One rule says what can be a name, and each of its refusals can be heeded.</summary>
[TestFixture]
internal sealed partial class NamesLaws
{
    [TestCaseSource(typeof(ImpossibleKeys), nameof(ImpossibleKeys.All))]
    public void Problem_OfAnInvalidKey_IsOneLineWithTheRule(string key)
    {
        var problem = Names.ProblemOfKey(key)!;
        Assert.That(problem, Does.Contain(Names.Rule));
        Assert.That(problem.Any(char.IsControl), Is.False);
        Assert.That(FlagDocumentReader.Read(Document(key)).IsAccepted, Is.False, "the reader and the rule agree");
    }

    [TestCase("theme ", "theme")]
    [TestCase("\"theme\"", "theme")]
    [TestCase("theme\u200b", "theme")]
    [TestCase("checkout v2", "checkout-v2")]
    [TestCase("thème", "theme")]
    public void Problem_SomethingNear_IsSuggested(string key, string meant) =>
        Assert.That(Names.ProblemOfKey(key, ["checkout-v2", "theme"]), Does.Contain($"Did you mean '{meant}'?"));

    [Test]
    public void Suggestion_OfAnyRefusal_IsItselfAccepted() => Prop.ForAll(
        ArbMap.Default.ArbFor<string?>(),
        ArbMap.Default.ArbFor<string?[]?>(),
        (text, known) => Good(Names.ProblemOfKey(text, (known ?? []).OfType<string>()), Names.IsName)
            && Good(Names.ProblemOfEnvironment(text), Names.IsEnvironment)
            && Good(Names.ProblemOfExperiment(text), Names.IsName)).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [TestCase("Production", "production")]
    [TestCase("QA ", "qa")]
    [TestCase("", null)]
    [TestCase("pro duction", null)]
    [TestCase("-e", "e")]
    public void Environment_InvalidName_IsRefused(string name, string? hint) => Assert.That(
        Names.ProblemOfEnvironment(name), hint is null
            ? Does.Contain(Names.Rule).And.Not.Contain("Did you mean") : Does.Contain($"Did you mean '{hint}'?"));

    private static bool Good(string? problem, Func<string?, bool> isGood) =>
        problem is null || Suggestion().Match(problem) is var match && (!match.Success || isGood(match.Groups[1].Value));

    private static ReadOnlyMemory<byte> Document(string key) => System.Text.Encoding.UTF8.GetBytes(
        $$"""{ "schema": 1, "flags": { {{System.Text.Json.JsonSerializer.Serialize(key)}}: { "owner": "t", "created": "2026-11-20","""
            + $$""" "expires": "2027-01-01" } } }""");

    [GeneratedRegex("Did you mean '([^']*)'")]
    private static partial Regex Suggestion();
}
