using System.Text.RegularExpressions;
using Dataface.Flags.Documents.Conditions;

namespace Dataface.Flags.Tests.Documents.Conditions;

[TestFixture, NonParallelizable]
internal sealed class TextPatternTests
{
    private static readonly string[] Patterns =
        ["^h.*[a-z]+d$", "(?i)WORLD", "a|b", "", "^$", "(a|b)*a(a|b){14}$", @"\bcat\b", "[^x]{3,}", "ä+", "(?i)straße", @"^\d{4}-\d\d$"];

    private static readonly string[] Texts =
    [
        "", "hello world", "World", "cat", "concatenate", "xxx", "abababababababababab", "bbbbabbbbbbbbbbbbbbbb", "ÄÄ",
            "STRASSE", "2026-11",
        "2026-11\n",
    ];

    [Test]
    public void IsMatch_AnyPatternAndText_IsThatOfTheFrameworksEngine()
    {
        foreach (var pattern in Patterns)
        {
            var ours = new TextPattern(pattern);
            var theirs = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            foreach (var text in Texts) Assert.That(ours.IsMatch(text), Is.EqualTo(theirs.IsMatch(text)), $"'{pattern}' over '{text}'");
        }
    }

    [TestCaseSource(nameof(Patterns)), Rule("an evaluation never allocates")]
    public void IsMatch_ManyThreadsAtOnce_AllocatesNothing(string pattern)
    {
        var matcher = new TextPattern(pattern);
        Allocations.AssertNoneInThreads(() => MatchAll(matcher), 500, pattern, threads: 8);
    }

    [Test, Rule("a pattern takes time linear in the text")]
    public void IsMatch_PatternThatBacktracksForever_IsAnswered() =>
        Assert.That(new TextPattern("^(a+)+$").IsMatch(new string('a', 100_000) + "b"), Is.False);

    [Test]
    public void Constructor_PatternThatCannotBeLinear_IsRefused() =>
        Assert.That(() => new TextPattern(@"(a)\1"), Throws.TypeOf<NotSupportedException>());

    private static void MatchAll(TextPattern pattern)
    {
        foreach (var text in Texts) pattern.IsMatch(text);
    }
}
