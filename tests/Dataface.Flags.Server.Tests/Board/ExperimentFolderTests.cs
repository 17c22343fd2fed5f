using System.Net.Http.Json;
using System.Text;
using Dataface.Flags.Server.Board.Experiments;
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
        Assert.That(page, Does.Contain("broken.yaml(1,1): error DX0111").And.Contain("a.yaml and b.yaml and c.yaml: all of them are the experiment"));
        Assert.That(page, Does.Not.Contain("yet: good, twice"));
    }

    [TestCase(false)]
    [TestCase(true)]
    [Rule("what was decided stays as it was")]
    public async Task Page_DocumentEditedAfterTheDecision_ShowsWhatWasDecidedOnAndSaysSo(bool isEdited)
    {
        var now = ExperimentDocument.Yaml().Replace("type: feature", "type: feature\nstatus: decided # see the readout\ndecision:\n  verdict: kill\n  on: " + ExperimentDocument.Day(0)
            + "\n  by: Ann\n  readout: https://x/r\n  rationale: It harms.", StringComparison.Ordinal);
        Write("one-page.yaml", isEdited ? now.Replace("minimum_detectable_effect: 20 %", "minimum_detectable_effect: 35 %", StringComparison.Ordinal) : now);
        await using var server = await StartAsync();
        (await server.PublishAsync(TestDocument.Experiment("checkout-v2"))).Dispose();
        using var added = await server.Admin.PostAsync(new Uri("/api/experiments", UriKind.Relative), new StringContent(ExperimentDocument.Yaml(), Encoding.UTF8, "application/yaml"));
        foreach (var step in new object[] { new { to = "approved", reason = "on" }, new { to = "running", reason = "on" }, new { to = "decided", reason = "It harms.", verdict = "kill", readout = "https://x/r" } })
        {
            (await TestServer.JsonAsync(await server.Admin.PostAsJsonAsync("/api/experiments/one-page/status", step))).ToString();
        }

        using var visitor = await BoardVisitor.SignInAsync(server, server.AdminSecret);
        var page = System.Net.WebUtility.HtmlDecode(await visitor.ReadAsync("/experiments/one-page"));
        Assert.That(page, isEdited ? Does.Contain("edited after the decision") : Does.Not.Contain("edited after the decision"));
        Assert.That(page, Does.Contain("+20 %, power").And.Not.Contain("+35 %, power"));
    }

    [TestCase("id: a\nstatus: draft\n", "id: a\n\n# progress\nstatus: decided\ndecision: { verdict: ship,\n  by: me\n}\n", true)]
    [TestCase("id: a\ndesign:\n  status: x\n", "id: a\ndesign:\n  status: y\n", false)]
    [TestCase("id: a\nstatus: draft\nflag: f\n", "id: a\nstatus: draft\nflag: g\n", false)]
    public void AreSame_ByEverythingButProgress(string document, string other, bool same) => Assert.That(DesignText.AreSame(document, other), Is.EqualTo(same));

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder["documents"], name), text);

    private Task<TestServer> StartAsync() => TestServer.StartAsync(null, "--experiments", _folder["documents"]);

    private async Task<string> ReadAsync(string page)
    {
        await using var server = await StartAsync();
        using var visitor = await BoardVisitor.SignInAsync(server, server.AdminSecret);
        return System.Net.WebUtility.HtmlDecode(await visitor.ReadAsync(page));
    }
}
