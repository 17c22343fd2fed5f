using System.Text.Json;

namespace Dataface.Flags.Server.Tests.Ofrep;

/// <summary>A service in Node that evaluates with the public OpenFeature packages feeds the guard, which runs in the server.</summary>
[TestFixture]
internal sealed class NodeOutcomeTests
{
    [Test]
    [Rule("every language feeds the guard")]
    public async Task Report_NewCodeFails_TheServerKillsTheFlag()
    {
        await NodePackages.InstallAsync("ofrep-node");
        await using var server = await TestServer.StartAsync(null, "--Server:RateLimit:Evaluate=0");
        (await server.PublishAsync(TestDocument.WithGuard("checkout"))).Dispose();
        var key = await server.MakeKeyAsync(new { name = "shop", scopes = new[] { "evaluate", "guard" }, environment = "production" });
        var address = server.Address.ToString().TrimEnd('/');
        using var node = NodePackages.Start("ofrep-node", "node", "outcomes.js", address, key, "checkout", "600");
        node.StandardInput.Close();
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.That(node.ExitCode, Is.Zero, await output + await errors);
        var answer = JsonElement.Parse(await output);
        var (recorded, late) = (answer.GetProperty("recorded").GetInt32(), answer.GetProperty("passedOver").EnumerateArray().ToList());
        Assert.That(recorded + late.Count, Is.EqualTo(600), answer.ToString());
        Assert.That(late.Select(l => l.GetProperty("why").GetString()), Has.All.Contains("such as by a kill"), "the guard may be quicker");
        Assert.That(answer.GetProperty("stillOn").GetInt32(), Is.Zero);
        var kill = (await server.HistoryAsync("action=kill")).Single();
        Assert.That(kill.ToString(), Does.Contain("errors: ").And.Contain("had 'on'").And.Contain("\"guard\""));
    }
}
