using System.Text.Json;
using Dataface.Flags.Cli.Terminal;
using static Dataface.Flags.Cli.Tests.CommandRun;

namespace Dataface.Flags.Cli.Tests;

/// <summary>What CI and people get from the portfolio commands. The sample goes through all of them in .ci/steps/35-portfolio.sh.</summary>
[TestFixture]
internal sealed class PortfolioCommandTests
{
    private const string Item = "title: T, owner: o, area: a, class: launch_critical, behaviour: b";

    private const string Bet = """
        schema: 1
        bets:
          - id: billing
            title: Usage "billing"
            owner: o
            hypothesis: If, then.
            method: pricing_test
            alternatives: [{ method: survey, cost: 9, credible: false, reason: words }]
            cost: 10
            delay: 1w
            value: { beta: { a: 1, b: 1, threshold: 0.5, size: 3 }, payoff: 1000, horizon: 10w }
        """;

    private const string Design =
        "\n    inputs: [i]\n    success: [{ signal: Plans sold, threshold: 5 }]\n    failure: [{ signal: Errors, threshold: 1 }]\n    "
        + "decision_rule: rule\n    follow_up: next";

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("dataface-flags-cli-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [TestCase("status: closed, evidence: [link]", ExitCode.Ok, "ready")]
    [TestCase("status: open", ExitCode.Found, "not ready")]
    [TestCase("status: closed, kill_switch: checkout-v2", ExitCode.Ok, "ready")]
    [TestCase("status: closed, kill_switch: chekout-v2", ExitCode.Found, "not ready")]
    public async Task Launch_Verdict_IsTheExitCode(string status, int expected, string verdict)
    {
        Write("launch.yaml", $"schema: 1\nlaunch_items: [{{ id: item, {Item}, {status} }}]");
        var (code, output, _) = await RunAsync("portfolio", "launch", _folder.FullName, "-f",
            Path.Combine(TestContext.CurrentContext.TestDirectory, "design.json"), "--json");
        Assert.That((code, JsonElement.Parse(output).GetProperty("verdict").GetString()), Is.EqualTo((expected, verdict)), output);
    }

    [TestCase(ExitCode.AcceptedRisks)]
    [TestCase(ExitCode.Ok, "--accept-risks")]
    public async Task Launch_AcceptedRisks_HaveACodeOfTheirOwn(int expected, params string[] more)
    {
        var deferred = Item.Replace("launch_critical", "launch_adjacent",
            StringComparison.Ordinal) + ", status: deferred, deferral: { owner: who, follow_up: f, risk: r }";
        Write("launch.yaml", $"schema: 1\nlaunch_items: [{{ id: a, {Item}, status: closed, evidence: [x] }}, {{ id: b, {deferred} }}]");
        var (code, output, _) = await RunAsync(["portfolio", "launch", _folder.FullName, .. more]);
        Assert.That((code, output.Contains("accepted risk: `b`, carried by who: r; then: f", StringComparison.Ordinal)),
            Is.EqualTo((expected, true)), output);
    }

    [Test]
    public async Task Lint_FaultsInSeveralFiles_AreAllNamedWithFileAndLine()
    {
        Write("a.yaml", Bet.Replace("cost: 10", "cost: -10", StringComparison.Ordinal));
        Write("b.yml", "schema: 1\nlaunch_items: [{ id: billing, " + Item + " }]");
        var (code, output, _) = await RunAsync("portfolio", "lint", _folder.FullName);
        Assert.That(code, Is.EqualTo(ExitCode.Found));
        Assert.That(output,
            Does.Contain("a.yaml(9,5): error DP0114").And.Contain("b.yml(2,18): error DP0202").And.Contain(
                "refused; 2 errors, 0 warnings"));
    }

    [Test]
    public async Task Rank_RefusedPortfolio_SaysWhyAndAnswers1()
    {
        Write("a.yaml", Bet.Replace("cost: 10", "cost: -10", StringComparison.Ordinal));
        var (code, _, error) = await RunAsync("portfolio", "rank", _folder.FullName);
        Assert.That((code, error.Contains("DP0114", StringComparison.Ordinal)), Is.EqualTo((ExitCode.Found, true)));
    }

    [TestCase("5", "")]
    [TestCase("50", "billing")]
    public async Task Rank_Budget_ChoosesWhatItAllows(string budget, string first)
    {
        Write("a.yaml", Bet);
        var (_, output, _) = await RunAsync("portfolio", "rank", _folder.FullName, "--budget", budget, "--json");
        var answer = JsonElement.Parse(output);
        Assert.That(string.Concat(answer.GetProperty("first").EnumerateArray()), Is.EqualTo(first));
        Assert.That(answer.GetProperty("bets")[0].GetProperty("net").GetDouble(), Is.EqualTo(80).Within(1e-9), "1000 × 0.1 × 90 % − 10");
    }

    [Test]
    public async Task Experiment_DesignWithGaps_NamesThemAndAnswers1()
    {
        Write("a.yaml", Bet);
        var (code, _, error) = await RunAsync("portfolio", "experiment", "billing", _folder.FullName);
        Assert.That((code, error.Contains("'inputs', 'success', 'failure', 'decision_rule', 'follow_up'", StringComparison.Ordinal)),
            Is.EqualTo((ExitCode.Found, true)), error);
    }

    [Test]
    public async Task Experiment_CompleteDesign_IsADraftAndNeverOverwritten()
    {
        Write("a.yaml", Bet + Design);
        var file = Path.Combine(_folder.FullName, "experiment.txt");
        var first = await RunAsync("portfolio", "experiment", "billing", _folder.FullName, "--flag", "usage", "--out", file);
        var second = await RunAsync("portfolio", "experiment", "billing", _folder.FullName, "--out", file);
        Assert.That((first.Code, second.Code), Is.EqualTo((ExitCode.Ok, ExitCode.Failed)), first.Error);
        Assert.That(await File.ReadAllTextAsync(file),
            Does.Match("(?m)^title: \"Usage \\\\\"billing\\\\\"\" ").And.Match("(?m)^type: pricing ").And.Contain("\nflag: usage\n")
            .And.Contain("success_metrics: [plans_sold]\nfailure_metrics: [errors]\n"));
    }

    [Test]
    public async Task Report_Portfolio_HasVerdictRankingAndMap()
    {
        Write("a.yaml", Bet);
        var (code, output, _) = await RunAsync("portfolio", "report", _folder.FullName);
        Assert.That(code, Is.EqualTo(ExitCode.Ok));
        Assert.That(output, Does.StartWith("# Launch document, 2026-11-20: not ready\n").And.Contain(
            "1. `billing`: The answer is worth 100").And.Contain("```mermaid\nflowchart LR\n"));
    }

    [Test]
    public async Task Portfolio_FolderWithoutDocuments_IsAFailure() =>
        Assert.That((await RunAsync("portfolio", "lint", _folder.FullName)).Code, Is.EqualTo(ExitCode.Failed));

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);
}
