using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Yaml;
using Dataface.Flags.Tests;
using static Dataface.Flags.Experiments.ExperimentProblemCode;

namespace Dataface.Flags.Experiments.Tests.Documents;

[TestFixture]
internal sealed class ExperimentProblemTests
{
    private static readonly string[] Warnings = [TooShort, TooSmall, NoLimit];

    /// <summary>By bytes, several documents, or a state that one replacement cannot make.</summary>
    private static readonly string[] ProvokedElsewhere =
    [
        NotUtf8, TooLarge, TooDeep, TooManyProblems, DuplicateId, Overlap, FlagRemains, ApprovalMissing, CohortMissing, InvalidTransition,
        NothingToCompare, FlagKilled, NotRecommended, RelativeLimit, NoWindow, SelfApproved, ObjectiveAtRisk,
        .. Readouts.ExperimentDataFileTests.Codes,
    ];

    private static IEnumerable<ExperimentCase> Cases => [.. ExperimentCases.Form, .. ExperimentCases.Sense, .. ExperimentCases.Policy];

    [Test]
    public void Read_GoodExperiment_HasNoProblem() => Assert.That(Given.Read(Given.Yaml).Problems, Is.Empty);

    [TestCaseSource(nameof(Cases))]
    [Rule("bad input loses nothing")]
    public void Read_DocumentWithAFault_SaysWhatWhereAndWhatInstead(ExperimentCase given)
    {
        var result = Given.Read(given.Yaml);
        var problem = result.Problems.FirstOrDefault(p => p.Code == given.Code);
        Assert.That(problem, Is.Not.Null, string.Join('\n', result.Problems));
        Assert.Multiple(() =>
        {
            Assert.That((problem!.Line, problem.Column), Is.EqualTo(given.Place), problem.ToString());
            Assert.That(problem.Remedy, Is.Not.Empty);
            Assert.That(problem.Path, Does.StartWith("$"));
            Assert.That(problem.Severity, Is.EqualTo(Warnings.Contains(given.Code) ? ProblemSeverity.Warning : ProblemSeverity.Error));
            Assert.That(result.IsAccepted, Is.False.Or.EqualTo(Warnings.Contains(given.Code)));
            Assert.That(result.Problems.Select(p => p.Code).Distinct().Count(), Is.LessThanOrEqualTo(2),
                "one fault, one complaint: " + string.Join('\n', result.Problems));
        });
    }

    [Test]
    public void Cases_EveryCode_HasOne()
    {
        var codes = typeof(ExperimentProblemCode).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);
        Assert.That(Cases.Select(c => c.Code).Concat(ProvokedElsewhere).Where(c => c.StartsWith("DX", StringComparison.Ordinal))
            .Distinct(), Is.EquivalentTo(codes));
    }

    [Test]
    public void Read_GoodExperiment_KeepsEverythingThatItSays()
    {
        var experiment = Given.Experiment;
        Assert.Multiple(() =>
        {
            Assert.That(experiment.Design.Exposure, Is.EqualTo(0.5));
            Assert.That(experiment.Design.Test, Is.EqualTo(Experiments.Documents.TestKind.Fixed));
            Assert.That(experiment.Design.Audience, Is.InstanceOf<AttributeCondition>());
            Assert.That(experiment.Metrics.Select(m => m.Name), Is.EqualTo(new[] { "orders", "revenue", "errors" }));
            Assert.That(experiment.Metrics[0].Window, Is.EqualTo(TimeSpan.FromDays(7)));
            Assert.That(experiment.Metrics[2].Direction, Is.EqualTo(Experiments.Documents.MetricDirection.Decrease));
            Assert.That(experiment.Gates[1].Threshold, Is.EqualTo(0.02));
            Assert.That(experiment.Approvals.Single().Approval.Reference, Is.EqualTo("B-1"));
        });
    }

    [Test]
    [Rule("bad input loses nothing")]
    public void Read_TwoExperimentsWithOneId_RefusesBothAndNoOther()
    {
        var other = Given.With("id: one-page", "id: other").Replace("status: running", "status: draft", StringComparison.Ordinal);
        string[] texts = [Given.Yaml, other, Given.Yaml];
        var result = ExperimentDocuments.Read(
            [.. texts.Select((text, i) => new ExperimentSource($"{i}.yaml", System.Text.Encoding.UTF8.GetBytes(text)))], Given.Context);
        Assert.That(result.Problems.Where(p => p.Severity == ProblemSeverity.Error).Select(p => (p.Source, p.Code, p.Message)),
            Is.EqualTo(new[]
        {
            ("0.yaml", DuplicateId, "2.yaml is the experiment 'one-page', too."),
            ("2.yaml", DuplicateId, "0.yaml is the experiment 'one-page', too."),
        }));
        Assert.That(result.Experiments.Single().Id, Is.EqualTo("other"));
    }

    [Test]
    public void Read_HundredsOfFaults_ListsTheFirstAndSaysThatThereAreMore()
    {
        var problems = Given.Read(string.Concat(Enumerable.Range(0, 1_000).Select(i => $"x{i}: 1\n"))).Problems;
        Assert.That(problems.Count(p => p.Code == TooManyProblems), Is.EqualTo(1));
        Assert.That(problems, Has.Count.EqualTo(YamlProblems.Limit + 1));
    }

    [Test]
    public void Read_Samples_LintCleanly()
    {
        var flags = FlagDocumentReader.Read(TestFile.Bytes("samples", "flags.json"), time: new Given.Day(2026, 12, 20)).Document;
        var files = Directory.GetFiles(TestFile.Path("samples"), "*.yaml");
        var result = Given.ReadIn(Given.Context with { Flags = flags }, [.. files.Select(File.ReadAllText)]);
        Assert.That(result.Problems, Is.Empty);
        Assert.That(result.Experiments, Has.Count.EqualTo(3));
    }
}
