using Dataface.Flags.Documents;
using Dataface.Flags.Tests;

namespace Dataface.Flags.Experiments.Tests.Policy;

[TestFixture]
internal sealed class OverlapTests
{
    private const string Audience = "audience: { attribute: country, in: [DE, AT] }";

    [TestCase("{ attribute: country, in: [AT, CH] }", true)]
    [TestCase("{ attribute: country, in: [CH, FR] }", false)]
    [TestCase("{ attribute: country, equals: FR }", false)]
    [TestCase("{ attribute: country, notIn: [DE, AT, CH] }", false)]
    [TestCase("{ attribute: country, notIn: [DE] }", true)]
    [TestCase("{ attribute: country, exists: false }", false)]
    [TestCase("{ attribute: country, exists: true }", true)]
    [TestCase("{ attribute: country, startsWith: F }", true, Description = "not proved, so reported")]
    [TestCase("{ attribute: plan, equals: beta }", true)]
    [TestCase("{ segment: beta }", true)]
    [TestCase("{ not: { attribute: country, in: [DE, AT] } }", false)]
    [TestCase("{ any: [ { attribute: country, equals: FR }, { attribute: country, equals: DE } ] }", true)]
    [TestCase("{ any: [ { attribute: country, equals: FR }, { attribute: country, equals: CH } ] }", false)]
    [TestCase("{ all: [ { attribute: age, atLeast: 18 }, { attribute: country, equals: FR } ] }", false)]
    [Rule("no two running experiments on the same audience outside one layer")]
    public void Lint_TwoRunningOutsideALayer_AreRefusedUnlessTheirAudiencesExcludeEachOther(string other, bool overlaps)
    {
        var result = Given.Read(Layerless("one", Audience), Layerless("two", $"audience: {other}"));
        Assert.That(result.Problems.Select(p => p.Code), Is.EqualTo(overlaps ? [ExperimentProblemCode.Overlap] : Array.Empty<string>()),
            string.Join('\n', result.Problems));
    }

    [TestCase("{ attribute: age, lessThan: 18 }", "{ attribute: age, atLeast: 18 }", false)]
    [TestCase("{ attribute: age, atMost: 18 }", "{ attribute: age, atLeast: 18 }", true)]
    [TestCase("{ attribute: age, atMost: 17 }", "{ attribute: age, in: [18, 19] }", false)]
    [TestCase("{ attribute: age, greaterThan: 18 }", "{ attribute: age, in: [18, 19] }", true)]
    [TestCase("{ attribute: born, before: 2000-01-01 }", "{ attribute: born, after: 2000-01-01 }", false)]
    [TestCase("{ segment: beta }", "{ segment: staff }", false)]
    [TestCase("{ segment: beta }", "{ not: { segment: beta } }", false)]
    [TestCase("{ segment: beta }", "{ segment: beta }", true)]
    [TestCase("{ from: 2027-02-01 }", "{ not: { from: 2027-02-01 } }", true, Description = "one after the other, the same people")]
    [TestCase("{ until: 2027-02-01 }", "{ from: 2027-02-01 }", true)]
    public void Lint_RangesAndSegments_AreCompared(string first, string second, bool overlaps)
    {
        foreach (var (a, b) in new[] { (first, second), (second, first) })
        {
            var result = Given.Read(Layerless("one", $"audience: {a}"), Layerless("two", $"audience: {b}"));
            Assert.That(result.Problems.Select(p => p.Code),
                Is.EqualTo(overlaps ? [ExperimentProblemCode.Overlap] : Array.Empty<string>()), string.Join('\n', result.Problems));
        }
    }

    [Test]
    [Rule("no two running experiments on the same audience outside one layer")]
    public void Lint_SameAudienceInOneLayer_IsAccepted()
    {
        var second = Given.With("id: one-page", "id: two").Replace("flag: checkout-v2", "flag: checkout-v3", StringComparison.Ordinal);
        Assert.That(Given.Read(Given.Yaml, second).Problems, Is.Empty);
        var sameFlag = Given.With("id: one-page", "id: two");
        Assert.That(Given.Read(Given.Yaml, sameFlag).Problems.Single().Code, Is.EqualTo(ExperimentProblemCode.Overlap),
            "one flag has one slice");
    }

    [TestCase("draft", "2026-12-01", null)]
    [TestCase("approved", "2026-12-28", ProblemSeverity.Warning)]
    [TestCase("approved", "2026-12-29", null)]
    public void Lint_OtherNotRunning_WarnsOnlyOfTimesThatMeet(string status, string start, ProblemSeverity? severity)
    {
        var second = Layerless("two", Audience).Replace("status: running", $"status: {status}", StringComparison.Ordinal)
            .Replace("start: 2026-12-01", $"start: {start}", StringComparison.Ordinal)
            .Replace("end: 2026-12-29", "end: 2027-01-20", StringComparison.Ordinal);
        var problems = Given.Read(Layerless("one", Audience), second).Problems.Where(p => p.Code == ExperimentProblemCode.Overlap);
        Assert.That(problems.Select(p => (ProblemSeverity?)p.Severity), Is.EqualTo(severity is null ? [] : new[] { severity }));
    }

    private static string Layerless(string id, string audience) => Given.With("  layer: checkout\n", "")
        .Replace("id: one-page", $"id: {id}", StringComparison.Ordinal).Replace(Audience, audience, StringComparison.Ordinal);
}
