using System.Text;
using System.Text.Json.Nodes;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Tests.Documents;

/// <summary>Whoever writes what a hint says is not sent on to the next refusal.</summary>
[TestFixture]
internal sealed class HintTests
{
    private static IEnumerable<TestCaseData> Hints =>
        from problem in ProblemCases.All
        from found in problem.Read().Problems.Where(p => p.Code == problem.Code).Take(1)
        from hint in Hint.AllOf(found)
        select new TestCaseData(problem, found, hint).SetArgDisplayNames($"{found.Code}: {found.Remedy} => {hint.Text}");

    [TestCaseSource(nameof(Hints))]
    public void Hint_PutInWhereItIsFor_IsAccepted(ProblemCase given, DocumentProblem problem, Hint hint)
    {
        var mended = hint.PutInto(JsonNode.Parse(given.Json)!, problem);
        var before = given.Read().Problems.Where(p => p != problem).Select(p => (p.Code, p.Path)).ToHashSet();
        var next = Read(mended).Where(p => !before.Contains((p.Code, p.Path)) && !IsOfTheCase(p, hint));
        Assert.That(next, Is.Empty, $"{problem}\n{mended.ToJsonString()}");
    }

    /// <summary>A case that serves everybody is warned of that as soon as it can be read, unless the hint is what says so.</summary>
    private static bool IsOfTheCase(DocumentProblem problem, Hint hint) =>
        problem.Code == ProblemCode.ServedToEverybody && !hint.Text.Contains("\"serve\"", StringComparison.Ordinal);

    [Test]
    public void Hints_OfAllCodes_AreFound() =>
        Assert.That(Hints.Select(hint => ((ProblemCase)hint.Arguments[0]!).Code).Distinct().Count(), Is.GreaterThan(20));

    [TestCase("2026-01-10", "2026-07-09", TestName = "Expires_FlagThatIsOld_IsTheLastDayThatIsAllowed")]
    [TestCase("2026-09-01", "2027-01-19", TestName = "Expires_FlagThatIsYoung_IsADayToCome")]
    public void Expires_Missing_SuggestsAnAcceptedDay(string created, string expires)
    {
        var problem = FlagDocumentReader.Read(
            Encoding.UTF8.GetBytes($$"""{ "schema": 1, "flags": { "f": { "owner": "t", "created": "{{created}}" } } }"""),
            time: ProblemCase.Clock).Problems.Single();
        Assert.That(problem.Remedy, Is.EqualTo($"Add \"expires\": \"{expires}\"."));
    }

    [TestCase("{ \"atribute\": \"v\", \"in\": [\"DE\"] }", "Did you mean 'attribute'?")]
    [TestCase("{ \"attribut\": \"v\" }", "Did you mean 'attribute'?")]
    [TestCase("{ \"in\": [\"DE\"] }", "Add \"attribute\": \"country\".")]
    [TestCase("{ \"startWith\": \"a\" }", "Did you mean 'startsWith'?")]
    [TestCase("{ \"an\": [] }", "Did you mean 'any'?")]
    public void Condition_MisspeltName_SuggestsTheOneThatWasMeant(string condition, string remedy) =>
        Assert.That(ProblemCase.When("", condition).Read().Problems.Select(p => p.Remedy), Is.EqualTo(new[] { remedy }));

    [TestCase("2025-01-10")]
    [TestCase("2026-11-01")]
    [TestCase("2027-06-01")]
    public void Expires_InvalidDate_SuggestsOneThatFitsTheFlag(string created)
    {
        var json = $$"""{ "schema": 1, "flags": { "f": { "owner": "t", "created": "{{created}}", "expires": "soon" } } }""";
        var problem = FlagDocumentReader.Read(Encoding.UTF8.GetBytes(json), time: ProblemCase.Clock).Problems
            .Single(p => p.Severity == ProblemSeverity.Error);
        var mended = Hint.AllOf(problem).Single().PutInto(JsonNode.Parse(json)!, problem);
        Assert.That(Read(mended).Where(p => p.Severity == ProblemSeverity.Error), Is.Empty, mended.ToJsonString());
    }

    private static IReadOnlyList<DocumentProblem> Read(JsonNode document) =>
        FlagDocumentReader.Read(Encoding.UTF8.GetBytes(document.ToJsonString()), time: ProblemCase.Clock).Problems;
}
