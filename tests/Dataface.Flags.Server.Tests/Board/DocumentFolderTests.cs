using Dataface.Flags.Server.Tests.Experiments;
namespace Dataface.Flags.Server.Tests.Board;

/// <summary>Folders of documents that are not as they should be: the server starts, and says so in its log and on its pages.</summary>
[TestFixture]
internal sealed class DocumentFolderTests
{
    private const int Refused = 7400;

    [Test]
    public async Task Experiments_OneDocumentIsRefused_ItIsNamedAndTheOthersCount()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["experiments"]);
        await File.WriteAllTextAsync(Path.Combine(folder["experiments"], "good.yaml"), ExperimentDocument.Yaml());
        await File.WriteAllTextAsync(Path.Combine(folder["experiments"], "bad.yaml"), "schema: 1\nid: bad\n");
        await using var server = await TestServer.StartAsync(folder["data"], "--experiments", folder["experiments"]);
        var said = server.Log.Events.Where(e => e.Id == Refused).Select(e => e.Text).ToList();
        Assert.That(said, Has.Some.Contains("bad.yaml(1,1)").And.None.Contains("good.yaml"));

        using var visitor = await BoardVisitor.SignInAsync(server, server.AdminSecret);
        var page = await visitor.ReadAsync("/experiments");
        Assert.That(page, Does.Contain("bad.yaml(1,1)").And.Contain("nobody has registered yet: one-page."));

        Directory.Delete(folder["experiments"], recursive: true);
        await Eventually.HoldsAsync(
            () => visitor.ReadAsync("/experiments").Result.Contains("Could not find", StringComparison.Ordinal),
            "a folder that goes is a problem on the page");
    }

    [Test]
    [Rule("bad input loses nothing")]
    public async Task Experiments_OneFileCannotBeRead_ItIsNamedAndTheOthersCount()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["experiments"]);
        await File.WriteAllTextAsync(Path.Combine(folder["experiments"], "good.yaml"), ExperimentDocument.Yaml());
        File.CreateSymbolicLink(Path.Combine(folder["experiments"], "gone.yaml"), folder["nowhere.yaml"]);
        await using var server = await TestServer.StartAsync(folder["data"], "--experiments", folder["experiments"]);
        Assert.That(server.Log.Events.Where(e => e.Id == Refused).Select(e => e.Text), Has.One.Contains("gone.yaml").And.Exactly(1).Items);
        using var visitor = await BoardVisitor.SignInAsync(server, server.AdminSecret);
        Assert.That(await visitor.ReadAsync("/experiments"), Does.Contain("gone.yaml").And.Contain("nobody has registered yet: one-page."));
    }

    [Test]
    public async Task Experiments_FolderIsEmpty_ServerStartsAndSaysSo()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["experiments"]);
        await using var server = await TestServer.StartAsync(folder["data"], "--experiments", folder["experiments"]);
        Assert.That(server.Log.Events.Single(e => e.Id == Refused).Text, Does.Contain("has no .yaml file"));
        using var visitor = await BoardVisitor.SignInAsync(server, server.AdminSecret);
        Assert.That(await visitor.ReadAsync("/experiments"),
            Does.Contain("has no .yaml file").And.Contain("There are no experiments yet."));
    }

    [TestCase("kind: nonsense\n", "portfolio.yaml(")]
    [TestCase(null, "has no .yaml file")]
    public async Task Portfolio_IsRefused_EveryPageSaysWhy(string? document, string problem)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["portfolio"]);
        if (document is not null) await File.WriteAllTextAsync(Path.Combine(folder["portfolio"], "portfolio.yaml"), document);
        await using var server = await TestServer.StartAsync(folder["data"], "--portfolio", folder["portfolio"]);
        Assert.That(server.Log.Events.Where(e => e.Id == Refused).Select(e => e.Text), Has.Some.Contains(problem));
        using var visitor = await BoardVisitor.SignInAsync(server, server.AdminSecret);
        foreach (var page in new[] { "/portfolio", "/portfolio/map", "/portfolio/launch" })
        {
            Assert.That(await visitor.ReadAsync(page), Does.Contain(problem), page);
        }
    }
}
