using System.Net;
using System.Text;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Launch;
using Dataface.Flags.Experiments.Portfolio.Reporting;

namespace Dataface.Flags.Experiments.Tests.Portfolio.Launch;

[TestFixture]
internal sealed class LaunchTests
{
    private static readonly LaunchItem Closed = new()
    {
        Id = "item",
        Title = "t",
        Owner = "o",
        Area = "a",
        Class = LaunchClass.LaunchCritical,
        Status = LaunchStatus.Closed,
        Behaviour = "b",
        Evidence = ["link"],
    };

    private static readonly LaunchItem Deferred = Closed with
    {
        Id = "late",
        Class = LaunchClass.LaunchAdjacent,
        Status = LaunchStatus.Deferred,
        Deferral = new("who", "what", "risk"),
    };

    private static readonly FlagDocument Flags = FlagDocumentReader.Read(Encoding.UTF8.GetBytes("""
        { "schema": 1, "flags": {
          "alive": { "owner": "o", "created": "2026-11-01", "expires": "2027-02-01",
          "environments": { "production": { "rollout": { "percent": 5 } } } },
          "elsewhere": { "owner": "o", "created": "2026-11-01", "expires": "2027-02-01", "environments": { "staging": { "serve": "on" } } },
          "expired": { "owner": "o", "created": "2026-10-01", "expires": "2026-11-20",
          "environments": { "production": { "rollout": { "percent": 5 } } } } } }
        """)).Document!;

    private static readonly EvidenceSources Nothing = new() { Today = Given.Today };

    private static async Task<LaunchReadiness> JudgeAsync(EvidenceSources sources, params LaunchItem[] items) =>
        LaunchReadiness.Judge(items, await new EvidenceChecks(sources).RunAsync(items));

    [Test]
    public async Task Judge_AllClosed_IsReady() =>
        Assert.That((await JudgeAsync(Nothing, Closed)).Verdict, Is.EqualTo(LaunchVerdict.Ready));

    [Test]
    [Rule("what nobody could look at is told")]
    public async Task Judge_CriticalItemThatNamesNothingToLookAt_IsOnItsOwnersWord()
    {
        var launch = await JudgeAsync(Nothing with { Flags = Flags }, Closed, Closed with { Id = "seen", KillSwitch = "alive" });
        Assert.That(launch.Unseen.Single().Id, Is.EqualTo("item"));
        using var text = new StringWriter();
        LaunchText.Write(text, launch);
        Assert.That(text.ToString(), Does.StartWith(
            "## Launch: ready, 1 critical item on its owner's word\n\n"
            + "- on its owner's word: `item` (o) is closed, and names no evidence to check\n"));
    }

    [Test]
    public async Task Judge_AdjacentDeferred_IsReadyWithTheRiskNamed()
    {
        var launch = await JudgeAsync(Nothing, Closed, Deferred);
        Assert.That((launch.Verdict, launch.AcceptedRisks.Single().Id), Is.EqualTo((LaunchVerdict.ReadyWithAcceptedRisks, "late")));
    }

    [TestCase((int)LaunchClass.LaunchCritical, ExpectedResult = LaunchVerdict.NotReady)]
    [TestCase((int)LaunchClass.LaunchAdjacent, ExpectedResult = LaunchVerdict.NotReady)]
    [TestCase((int)LaunchClass.PostLaunch, ExpectedResult = LaunchVerdict.Ready)]
    public async Task<LaunchVerdict> Judge_OpenItem_BlocksUnlessItComesAfterwards(int kind) =>
        (await JudgeAsync(Nothing, Closed, Closed with { Id = "open", Class = (LaunchClass)kind, Status = LaunchStatus.Open })).Verdict;

    [Test]
    public async Task Judge_NothingCritical_IsNotReady() =>
        Assert.That((await JudgeAsync(Nothing, Closed with { Class = LaunchClass.LaunchAdjacent })).Blocks.Single().Item, Is.Null);

    [TestCase("alive", "")]
    [TestCase("alve", "did you mean 'alive'?")]
    [TestCase("elsewhere", "has no entry for production")]
    [TestCase("expired", "expired on 2026-11-20")]
    public async Task Judge_KillSwitch_MustChangeSomethingWhenItIsKilled(string flag, string complaint) =>
        AssertBlocks(await JudgeAsync(Nothing with { Flags = Flags }, Closed with { KillSwitch = flag }), complaint);

    [TestCase("there.md", "")]
    [TestCase("empty.md", "is empty")]
    [TestCase("missing.md", "does not exist")]
    public async Task Judge_Rollback_MustBeWritten(string file, string complaint)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["there.md"], "undo");
        await File.WriteAllTextAsync(folder["empty.md"], "");
        AssertBlocks(await JudgeAsync(Nothing with { Root = folder["."] }, Closed with { Rollback = file }), complaint);
    }

    [TestCase("decided", "decision: { verdict: iterate, on: 2026-12-12, by: o, readout: r, rationale: why }", "")]
    [TestCase("cleaned_up", "decision: { verdict: iterate, on: 2026-12-12, by: o, readout: r, rationale: why }", "")]
    [TestCase("approved", "", "is approved")]
    [TestCase("decided", "", "is not one of the accepted experiments; 'experiments lint' says which")]
    public async Task Judge_Experiment_MustBeDecidedInAnAcceptedDocument(string status, string decision, string complaint)
    {
        var document = $"{Tests.Given.Yaml}\n{decision}".Replace("id: one-page", "id: e", StringComparison.Ordinal)
            .Replace("status: running", $"status: {status}", StringComparison.Ordinal);
        var experiments = Tests.Given.Read(document);
        AssertBlocks(await JudgeAsync(Nothing with { Experiments = experiments }, Closed with { Experiment = "e" }), complaint);
    }

    [Test]
    public async Task Judge_MissingExperiment_Blocks() => AssertBlocks(
        await JudgeAsync(Nothing with { Experiments = ExperimentDocuments.Read([]) }, Closed with { Experiment = "e" }),
        "is not one of the accepted experiments");

    [TestCase("/healthy", "")]
    [TestCase("/ill", "answers 503")]
    public async Task Judge_Health_MustAnswerWell(string path, string complaint)
    {
        using var server = new HttpListener();
        var address = LoopbackServer.Start(server);
        var serving = LoopbackServer.ServeAsync(server, asked => asked == "/healthy" ? 200 : 503);
        using var http = new HttpClient();
        AssertBlocks(await JudgeAsync(Nothing with { Http = http }, Closed with { Health = new(address, path) }), complaint);
        server.Stop();
        await serving;
    }

    [Test]
    public async Task Judge_HealthThatNeverAnswers_GivesUpAfterTheTimeout()
    {
        using var server = new HttpListener();
        var address = LoopbackServer.Start(server);
        using var http = new HttpClient { Timeout = TimeSpan.FromMilliseconds(200) };
        AssertBlocks(await JudgeAsync(Nothing with { Http = http }, Closed with { Health = address }), "does not answer within 0.2 s");
    }

    [Test]
    public async Task Judge_HealthWithoutAServer_DoesNotAnswer()
    {
        Uri address;
        using (var server = new HttpListener()) address = LoopbackServer.Start(server);
        using var http = new HttpClient();
        AssertBlocks(await JudgeAsync(Nothing with { Http = http }, Closed with { Health = address }), "does not answer");
    }

    [Test]
    public async Task Judge_UncheckedEvidence_NeverCounts()
    {
        var item = Closed with { KillSwitch = "alive", Rollback = "there.md", Health = new("http://127.0.0.1:1/"), Experiment = "e" };
        Assert.That((await JudgeAsync(Nothing, item)).Blocks.Select(b => b.Reason), Has.Exactly(4).Contains("was not"));
    }

    [TestCase(true, ExpectedResult = LaunchVerdict.NotReady)]
    [TestCase(false, ExpectedResult = LaunchVerdict.ReadyWithAcceptedRisks)]
    public async Task<LaunchVerdict> Judge_DeferredWithoutAWayBack_BlocksWhereTheRiskIsHigh(bool isHighRisk) =>
        (await JudgeAsync(Nothing with { Flags = Flags }, Closed,
            Deferred with { IsHighRisk = isHighRisk, KillSwitch = "nowhere" })).Verdict;

    private static void AssertBlocks(LaunchReadiness launch, string complaint)
    {
        if (complaint.Length == 0) Assert.That(launch.Blocks, Is.Empty);
        else Assert.That(launch.Blocks.Single().Reason, Does.Contain(complaint));
    }
}
