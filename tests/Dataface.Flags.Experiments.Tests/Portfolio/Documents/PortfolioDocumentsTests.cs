using System.Text.RegularExpressions;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Portfolio;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Reading;

namespace Dataface.Flags.Experiments.Tests.Portfolio.Documents;

[TestFixture]
internal sealed partial class PortfolioDocumentsTests
{
    /// <summary>Provoked by bytes rather than by text.</summary>
    private static readonly string[] ProvokedElsewhere = [PortfolioProblemCode.NotUtf8, PortfolioProblemCode.TooLarge,
        PortfolioProblemCode.TooManyProblems];

    private static readonly string[] Warnings =
    [
        PortfolioProblemCode.NothingInIt, PortfolioProblemCode.CheaperMethod, PortfolioProblemCode.NoAlternative,
        PortfolioProblemCode.BegunEarly,
        PortfolioProblemCode.DeferralUnused, PortfolioProblemCode.Unneeded,
    ];

    private static IEnumerable<(string Name, string Code)> Codes =>
        typeof(PortfolioProblemCode).GetFields().Where(f => f.IsLiteral).Select(f => (f.Name, (string)f.GetRawConstantValue()!));

    [Test]
    public void Read_GoodDocument_IsAccepted() => Assert.That(Given.Read(ProblemCases.Good).Problems, Is.Empty);

    [TestCaseSource(typeof(ProblemCases), nameof(ProblemCases.All))]
    public void Read_DocumentWithAFault_SaysWhatWhereAndWhatInstead(ProblemCase given)
    {
        var result = Given.Read(given.Documents);
        var problem = result.Problems.FirstOrDefault(p => p.Code == given.Code);
        Assert.That(problem, Is.Not.Null, string.Join('\n', result.Problems));
        Assert.Multiple(() =>
        {
            Assert.That(problem!.Line, Is.EqualTo(given.Line), problem.ToString());
            Assert.That((problem.Column, problem.Message.Length, problem.Remedy.Length), Is.GreaterThan((0, 0, 0)));
            Assert.That(problem.Source, Is.EqualTo($"{given.Documents.Length}.yaml"));
            Assert.That(problem.Severity == ProblemSeverity.Warning, Is.EqualTo(Warnings.Contains(given.Code)));
            Assert.That(result.Plan is not null, Is.EqualTo(Warnings.Contains(given.Code)));
            Assert.That(result.Problems.Select(p => p.Code).Distinct()
                .Count(), Is.LessThanOrEqualTo(2), "one fault, one complaint: " + string.Join('\n', result.Problems));
        });
    }

    [Test]
    public void Cases_EveryCode_HasOne() =>
        Assert.That(ProblemCases.All.Select(c => c.Code).Concat(ProvokedElsewhere).Distinct(), Is.EquivalentTo(Codes.Select(c => c.Code)));

    [Test]
    public void Docs_EveryCode_IsInTheTableAndNoOther() =>
        Assert.That(
            ProblemRow().Matches(File.ReadAllText(TestFile.Path("docs", "portfolio-problems.md")))
                .Select(m => (m.Groups[2].Value, m.Groups[1].Value)), Is.EquivalentTo(Codes));

    [Test]
    public void Read_ManyFaultsInTwoFiles_SaysAllAtOnce()
    {
        var first = ProblemCases.Good.Replace("cost: 12000", "cost: -5", StringComparison.Ordinal)
            .Replace("delay: 6w", "delay: -6w", StringComparison.Ordinal)
            .Replace("owner: me, ", "", StringComparison.Ordinal)
            .Replace("needs: [first]", "needs: [nowhere, first]", StringComparison.Ordinal);
        const string Second =
            "schema: 1\nprerequisites:\n  - { id: first, title: t, owner: o, theme: legal, lead_time: { from: 1w, to: 2w }, needs: [first] "
            + "}\n";
        Assert.That(Given.Read(first, Second).Problems.Select(p => p.Code), Is.EquivalentTo(new[]
        {
            PortfolioProblemCode.InvalidNumber, PortfolioProblemCode.InvalidDuration, PortfolioProblemCode.DeferralIncomplete,
            PortfolioProblemCode.UnknownReference,
            PortfolioProblemCode.DuplicateId,
        }));
    }

    [Test]
    public void Read_Circle_ShowsItsPath()
    {
        var problem = Given.Read(ProblemCases.Good.Replace("status: open", "needs: [first]", StringComparison.Ordinal)).Problems.Single();
        Assert.That(problem.Message, Does.Contain("first → second → first"));
    }

    [Test]
    public void Read_LongChain_NeedsNoDeepStack()
    {
        var chain = string.Join("\n", Enumerable.Range(0, 8_000)
            .Select(i => $"  - {{id: p{i}, title: t, owner: o, theme: legal, lead_time: {{from: 1d, to: 1d}}, needs: "
                + $"[p{(i + 1) % 8_000}]}}"));
        Assert.That(Given.Read($"schema: 1\nprerequisites:\n{chain}\n").Problems.Single().Code, Is.EqualTo(PortfolioProblemCode.Cycle));
    }

    [Test]
    public void Read_NotUtf8_PointsAtTheFirstBadByte()
    {
        byte[] bytes = [.. "schema: 1\nbets: "u8, 0xFF];
        var problem = PortfolioDocuments.Read([("bad.yaml", bytes)]).Problems.Single();
        Assert.That((problem.Code, problem.Source, problem.Line), Is.EqualTo((PortfolioProblemCode.NotUtf8, "bad.yaml", 2)));
    }

    [Test]
    public void Read_TooLargeOrTooManyFaults_IsBounded()
    {
        Assert.That(Given.Read(new string(' ', 1024 * 1024) + "schema: 1").Problems.Single().Code,
            Is.EqualTo(PortfolioProblemCode.TooLarge));
        var faults = Given.Read("schema: 1\nbets:\n" + string.Concat(Enumerable.Repeat("  - {}\n", 400))).Problems;
        Assert.That(faults.Count(p => p.Severity == ProblemSeverity.Error), Is.EqualTo(501));
        Assert.That(faults.Count(p => p.Code == PortfolioProblemCode.TooManyProblems), Is.EqualTo(1));
    }

    [Test]
    public void Read_FilesInAnyOrder_IsTheSamePlan()
    {
        var files = Directory.GetFiles(TestFile.Path("samples", "portfolio"), "*.yaml")
            .Select(file => (file, (ReadOnlyMemory<byte>)File.ReadAllBytes(file))).ToList();
        var plans = new[] { files, [.. files.AsEnumerable().Reverse()], [.. files.Skip(1), files[0]] }.Select(order =>
            PortfolioDocuments.Read(order).Plan!).ToList();
        Assert.That(plans.Select(Facts).Distinct().Count(), Is.EqualTo(1));

        static string Facts(Experiments.Portfolio.Documents.PortfolioPlan plan)
        {
            using var text = new StringWriter();
            var ranking = Given.Rank(plan);
            Experiments.Portfolio.Reporting.RankingText.Write(text, ranking,
                Experiments.Portfolio.Ranking.BudgetChoice.Choose(ranking.Bets, null, 2), null);
            Experiments.Portfolio.Reporting.MapText.Write(text, Experiments.Portfolio.Mapping.MapBuilder.Build(plan, Given.Today));
            return text.ToString();
        }
    }

    [Test]
    public void Sample_Portfolio_IsAsLargeAsItSays() =>
        Assert.That(Given.Sample() is var plan ? (plan.Bets.Count, plan.Prerequisites.Count, plan.LaunchItems.Count)
            : default, Is.EqualTo((5, 16, 21)));

    [GeneratedRegex(@"^\| (DP\d{4}) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex ProblemRow();
}
