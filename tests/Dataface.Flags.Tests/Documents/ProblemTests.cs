using System.Text;
using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Reading;

namespace Dataface.Flags.Tests.Documents;

[TestFixture]
internal sealed class ProblemTests
{
    /// <summary>Provoked by bytes or options rather than by text.</summary>
    private static readonly string[] ProvokedElsewhere =
    [
        ProblemCode.NotUtf8, ProblemCode.TooLarge, ProblemCode.TooManyProblems, ProblemCode.UnnamedEnvironment, ProblemCode.Expired,
    ];

    private static readonly string[] Warnings =
    [
        ProblemCode.CreatedInFuture, ProblemCode.UnusedSegment, ProblemCode.UnusedLayer, ProblemCode.RampEndsEarly,
        ProblemCode.ServedToEverybody, ProblemCode.UnreachableRule, ProblemCode.LooksLikeProduction, ProblemCode.LooksLikeSecurity,
        ProblemCode.WindowIsOver,
    ];

    private static IEnumerable<string> Codes =>
        typeof(ProblemCode).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);

    [TestCaseSource(typeof(ProblemCases), nameof(ProblemCases.All))]
    public void Read_DocumentWithAFault_SaysWhatWhereAndWhatInstead(ProblemCase given)
    {
        var result = given.Read();
        var problem = result.Problems.FirstOrDefault(p => p.Code == given.Code);
        Assert.That(problem, Is.Not.Null, string.Join('\n', result.Problems));
        Assert.Multiple(() =>
        {
            Assert.That((problem!.Line, problem.Column), Is.EqualTo(given.Place), problem.ToString());
            Assert.That(problem.Message, Is.Not.Empty);
            Assert.That(problem.Remedy, Is.Not.Empty);
            Assert.That(problem.Path, Does.StartWith("$"));
            Assert.That(problem.Source, Is.EqualTo("flags.json"));
            Assert.That(problem.Severity, Is.EqualTo(Warnings.Contains(given.Code) ? ProblemSeverity.Warning : ProblemSeverity.Error));
            Assert.That(result.IsAccepted, Is.EqualTo(Warnings.Contains(given.Code)));
            Assert.That(result.Problems.Select(p => p.Code).Distinct().Count(), Is.LessThanOrEqualTo(2),
                "one fault, one complaint: " + string.Join('\n', result.Problems));
        });
    }

    [Test]
    public void Cases_EveryCode_HasOne() =>
        Assert.That(ProblemCases.All.Select(c => c.Code).Concat(ProvokedElsewhere).Distinct(), Is.EquivalentTo(Codes));

    [Test]
    public void Read_NotUtf8_PointsAtTheFirstBadByte()
    {
        byte[] bytes = [.. "{ \"schema\": 1,\n \"ä"u8, 0xFF, .. "\": 2 }"u8];
        var problem = FlagDocumentReader.Read(bytes).Problems.Single();
        Assert.That((problem.Code, problem.Line, problem.Column), Is.EqualTo((ProblemCode.NotUtf8, 2, 4)));
    }

    [Test]
    public void Read_TooLarge_IsRefusedUnread()
    {
        var result = FlagDocumentReader.Read("{ \"schema\": 1 }"u8.ToArray(), policy: new DocumentPolicy { MaxBytes = 10 });
        Assert.That(result.Problems.Single().Code, Is.EqualTo(ProblemCode.TooLarge));
    }

    [Test]
    public void Read_ThousandsOfFaults_ListsTheFirstAndSaysThatThereAreMore()
    {
        var flags = string.Join(",", Enumerable.Range(0, 2_000).Select(i => $"\"f{i}\": {{ \"nonsense\": 1 }}"));
        var problems = FlagDocumentReader.Read(Encoding.UTF8.GetBytes($"{{ \"schema\": 1, \"flags\": {{ {flags} }} }}")).Problems;
        Assert.That(problems, Has.Count.EqualTo(ProblemList.Limit + 1));
        Assert.That(problems.Count(p => p.Code == ProblemCode.TooManyProblems), Is.EqualTo(1));
    }

    [Test]
    public void Read_ThousandsOfWarnings_IsAcceptedAndSaysThatThereAreMore()
    {
        var result = FlagDocumentReader.Read(Everybody(ProblemList.Limit + 2), time: ProblemCase.Clock);
        Assert.That(result.IsAccepted, Is.True);
        Assert.That(result.Problems, Has.Count.EqualTo(ProblemList.Limit + 1));
        Assert.That(result.Problems.Single(p => p.Code == ProblemCode.TooManyProblems).Severity, Is.EqualTo(ProblemSeverity.Warning));
    }

    [Test]
    public void Read_ErrorAfterThousandsOfWarnings_IsListed()
    {
        var errors = FlagDocumentReader.Read(Everybody(ProblemList.Limit + 2, ", \"last\": 5"), time: ProblemCase.Clock).Problems
            .Where(p => p.Severity == ProblemSeverity.Error);
        Assert.That(errors.Single().Path, Is.EqualTo("$.flags.last"));
    }

    [Test]
    public void Read_TenDifferentFaults_ListsAllTenInOneAnswer()
    {
        var result = FlagDocumentReader.Read(TestFile.Bytes("Documents", "ten-faults.json"), "ten-faults.json", time: ProblemCase.Clock);
        Assert.That(result.Problems.Select(p => p.Code).Distinct().Count(), Is.EqualTo(10), string.Join('\n', result.Problems));
        Assert.That(result.Problems, Has.Count.EqualTo(10));
    }

    [Test]
    public void Read_MultiByteCharactersBeforeTheFault_CountsColumnsAsEditorsDo()
    {
        var given = ProblemCase.Flag(ProblemCode.UnknownProperty, "\"description\": \"äöü €😀\", ¦\"nonsense\": 1");
        var problem = given.Read().Problems.Single();
        Assert.That((problem.Line, problem.Column), Is.EqualTo(given.Place));
    }

    /// <summary>Flags that are served to everybody: a warning for each.</summary>
    private static byte[] Everybody(int flags, string more = "")
    {
        const string Flag = "{ \"owner\": \"t\", \"created\": \"2026-11-01\", \"expires\": \"2027-01-01\", "
            + "\"environments\": { \"production\": { \"serve\": \"on\" } } }";
        var all = string.Join(", ", Enumerable.Range(0, flags).Select(i => $"\"f{i}\": {Flag}"));
        return Encoding.UTF8.GetBytes($"{{ \"schema\": 1, \"flags\": {{ {all}{more} }} }}");
    }
}
