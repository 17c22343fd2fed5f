using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dataface.Flags.Server.Tests.Experiments;

namespace Dataface.Flags.Server.Tests.Board;

/// <summary>What the board makes of documents beside the code that differ from the registry, or that nobody can read.</summary>
[TestFixture]
internal sealed class ExperimentFolderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        Directory.CreateDirectory(_folder["documents"]);
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    [Rule("bad input loses nothing")]
    public async Task List_DocumentsThatCannotBeUsed_AreNamedAndTheOthersCount()
    {
        Write("good.yaml", ExperimentDocument.Yaml("good"));
        Write("broken.yaml", ExperimentDocument.Yaml("broken").Replace("owner: team-payments\n", "", StringComparison.Ordinal));
        foreach (var name in new[] { "a.yaml", "b.yaml", "c.yaml" }) Write(name, ExperimentDocument.Yaml("twice"));
        var page = await ReadAsync("/experiments");
        Assert.That(page, Does.Contain("Documents that nobody has registered yet: good."));
        Assert.That(page, Does.Contain("broken.yaml(1,1): error DX0111").And.Contain(
            "a.yaml and b.yaml and c.yaml: all of them are the experiment"));
        Assert.That(page, Does.Not.Contain("yet: good, twice"));
    }

    [TestCase("running", false)]
    [TestCase("running", true)]
    [TestCase("decided", false)]
    [TestCase("decided", true)]
    [Rule("what was decided stays as it was")]
    public async Task Experiment_DocumentEditedAfterTheApproval_IsTheRegisteredOneOnPageAndRouteAndBothSaySo(string status, bool isEdited)
    {
        const string Warning = "The document has another design than the registered one, which was approved and counts.";
        var progress = $"type: feature # as ever\n\"status\": {status}"
            + (status == "running"
                ? "" : "\ndecision:\n  verdict: kill\n  on: " + ExperimentDocument.Day(0)
                    + "\n  by: Ann\n  readout: https://x/r\n  rationale: It harms.");
        var now = ExperimentDocument.Yaml().Replace("type: feature", progress, StringComparison.Ordinal);
        Write("one-page.yaml",
            isEdited ? now.Replace("minimum_detectable_effect: 20 %", "minimum_detectable_effect: 35 %", StringComparison.Ordinal) : now);
        await using var server = await StartAsync();
        await RunningExperiment.AddAsync(server);
        if (status == "decided")
        {
            using var step = await server.Admin.PostAsJsonAsync("/api/experiments/one-page/status",
                new { to = status, reason = "It harms.", verdict = "kill", readout = "https://x/r", @override = "The support says so." });
            Assert.That(step.IsSuccessStatusCode, await step.Content.ReadAsStringAsync());
        }

        using var visitor = await BoardVisitor.SignInAsync(server, server.AdminSecret);
        var page = await PageAsync(visitor, "/experiments/one-page");
        Assert.That(page, Does.Contain("+20 %, power").And.Not.Contain("+35 %, power"));
        Assert.That(page, isEdited ? Does.Contain(Warning) : Does.Not.Contain("notice warning"));
        Assert.That(await WarningsAsync(server), isEdited ? Has.One.StartsWith(Warning).And.Exactly(1).Items : Is.Empty);
    }

    [Test]
    public async Task Experiment_RegisteredAsADraftAndRunning_WarnsOnlyOfAFixableStatus([Values] bool hasDocument)
    {
        Write(hasDocument ? "one-page.yaml" : "other.yaml", ExperimentDocument.Yaml(hasDocument ? "one-page" : "other"));
        await using var server = await StartAsync();
        await RunningExperiment.AddAsync(server);
        var warnings = hasDocument ? new[] { "The document says that it is draft; the registry, which counts, that it is running." } : [];
        Assert.That(await WarningsAsync(server), Is.EqualTo(warnings));
    }

    [TestCase(true, "The document has another design than the registered one, which is what would be approved.")]
    [TestCase(false, "The document is not registered, without which nothing is approved.")]
    public async Task Experiment_ADraft_IsShownByItsDocumentAndSaysSo(bool isRegistered, string warning)
    {
        Write("one-page.yaml",
            ExperimentDocument.Yaml()
                .Replace("minimum_detectable_effect: 20 %", "minimum_detectable_effect: 35 %", StringComparison.Ordinal)
                .Replace("is one page,", "is a single page,", StringComparison.Ordinal));
        await using var server = await StartAsync();
        using HttpContent body = isRegistered
            ? new StringContent(ExperimentDocument.Yaml(), Encoding.UTF8, "application/yaml")
            : JsonContent.Create(
                new { id = "one-page", name = "One page", hypothesis = "More.", owner = "team-payments", kpis = new[] { "orders" } });
        using var added = await server.Admin.PostAsync(new Uri("/api/experiments", UriKind.Relative), body);
        Assert.That(added.IsSuccessStatusCode, await added.Content.ReadAsStringAsync());
        using var visitor = await BoardVisitor.SignInAsync(server, server.AdminSecret);
        var page = await PageAsync(visitor, "/experiments/one-page");
        Assert.That(page, Does.Contain("+35 %, power").And.Contain("If it is a single page,").And.Contain(warning).And.Contain(
            "While it is a draft, this page shows the document."));
        Assert.That(await WarningsAsync(server), Has.One.StartsWith(warning).And.Exactly(1).Items);
    }

    [TestCase("readouts/one-page.md", true)]
    [TestCase("readouts/two-page.md", false)]
    [TestCase("../../../etc/passwd", false)]
    [TestCase("https://wiki.example/one-page", true)]
    [Rule("a readout that is named exists")]
    public async Task Decide_WithAReadout_IsHeldToTheFolderAroundTheDocuments(string readout, bool isThere)
    {
        Directory.CreateDirectory(_folder["readouts"]);
        await File.WriteAllTextAsync(_folder["readouts/one-page.md"], "# One page");
        await using var server = await StartAsync();
        await RunningExperiment.AddAsync(server);
        await RunningExperiment.LoadAsync(server);
        using var step = await server.Admin.PostAsJsonAsync("/api/experiments/one-page/status",
            new { to = "decided", reason = "Orders rose.", verdict = "ship", readout });
        Assert.That(step.IsSuccessStatusCode, Is.EqualTo(isThere));
        if (!isThere) Assert.That(await step.Content.ReadAsStringAsync(),
            Does.Contain($"DX0409: There is no file {readout} in the folder around the documents."));
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder["documents"], name), text);

    private Task<TestServer> StartAsync() => TestServer.StartAsync(null, "--experiments", _folder["documents"]);

    private async Task<string> ReadAsync(string page)
    {
        await using var server = await StartAsync();
        using var visitor = await BoardVisitor.SignInAsync(server, server.AdminSecret);
        return await PageAsync(visitor, page);
    }

    private static async Task<string> PageAsync(BoardVisitor visitor, string page) =>
        System.Net.WebUtility.HtmlDecode(await visitor.ReadAsync(page));

    private static async Task<IEnumerable<string?>> WarningsAsync(TestServer server)
    {
        var experiment = await server.Admin.GetFromJsonAsync<JsonElement>("/api/experiments/one-page");
        return experiment.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString());
    }
}
