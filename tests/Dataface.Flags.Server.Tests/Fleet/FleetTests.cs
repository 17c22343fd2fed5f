using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Dataface.Flags.Guard;
using Dataface.Flags.Http;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Tests.Fleet;

/// <summary>Services that follow the server, as they are shipped: nothing stands in for either side.</summary>
[TestFixture]
internal sealed class FleetTests
{
    private static readonly EvaluationContext Somebody = EvaluationContext.ForUser("user-42");

    [Test, Rule("one kill reaches every instance")]
    public async Task Kill_OnTheServer_ReachesEveryService()
    {
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        await using var services = await Services.StartAsync(server, 10);
        Assert.That(services.All(s => s.IsEnabled("checkout", Somebody)), Is.True);
        (await server.KillAsync("checkout")).Dispose();
        await Eventually.HoldsAsync(() => services.All(s => !s.IsEnabled("checkout", Somebody)), "the kill is in force everywhere");
    }

    [Test, Rule("operators can believe the answer")]
    public async Task Kill_InOneService_IsInForceThereAtOnceAndReachesTheOthers()
    {
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        await using var services = await Services.StartAsync(server, 3);
        var killing = services[0].KillSwitch.KillAsync(new() { Flag = "checkout", By = "ops", Reason = "errors" });
        Assert.That(services[0].IsEnabled("checkout", Somebody), Is.False, "before the call returns");
        Assert.That((await killing).Reach, Is.EqualTo(StateReach.Fleet));
        await Eventually.HoldsAsync(() => services.All(s => !s.IsEnabled("checkout", Somebody)), "the kill is in force everywhere");
        Assert.That((await server.HistoryAsync("action=kill"))[0].GetProperty("by").GetString(), Is.EqualTo("ops (key service)"));

        Assert.That((await services[1].KillSwitch.RestoreAsync(
            new() { Flag = "checkout", By = "ops", Reason = "mended" })).Reach, Is.EqualTo(StateReach.Fleet));
        await Eventually.HoldsAsync(() => services.All(s => s.IsEnabled("checkout", Somebody)), "the restore has arrived everywhere");
    }

    [Test]
    public async Task Publication_AndRollback_ReachEveryService()
    {
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Of("first"))).Dispose();
        await using var services = await Services.StartAsync(server, 3);
        (await server.PublishAsync(TestDocument.Of("second"))).Dispose();
        await Eventually.HoldsAsync(() => services.All(s => s.IsEnabled("second", Somebody) && !s.IsEnabled("first", Somebody)),
            "the second document is in force everywhere");
        (await server.Admin.PostAsJsonAsync("/api/flags/rollback/1", new { reason = "wrong" })).Dispose();
        await Eventually.HoldsAsync(() => services.All(s => s.IsEnabled("first", Somebody)), "the first is again");
    }

    [Test, Rule("an outage cannot revive a killed flag")]
    public async Task Server_DiesAndComesBack_ServicesContinueAndMissedChangesArrive()
    {
        using var folder = new TemporaryFolder();
        var first = await TestServer.StartAsync(folder["data"]);
        (await first.PublishAsync(TestDocument.Of("checkout", "other"))).Dispose();
        (await first.KillAsync("other")).Dispose();
        await using var services = await Services.StartAsync(first, 2);
        var port = first.Address.Port;
        await first.DisposeAsync();

        // Nobody notices the outage in what flags say, and a kill meanwhile works here.
        Assert.That(services.All(s => s.IsEnabled("checkout", Somebody) && !s.IsEnabled("other", Somebody)), Is.True);
        var result = await services[0].KillSwitch.KillAsync(new() { Flag = "checkout", By = "ops", Reason = "errors" });
        Assert.That((result.Reach, services[0].IsEnabled("checkout", Somebody)), Is.EqualTo((StateReach.Local, false)));

        await using var second = await TestServer.StartAsync(folder["data"], "--urls", $"http://127.0.0.1:{port}");
        await Eventually.HoldsAsync(
            () => !services[1].IsEnabled("checkout", Somebody), "the kill was delivered after the outage and reached the other service");
        Assert.That(services.All(s => !s.IsEnabled("other", Somebody)), Is.True);
    }

    [Test]
    public async Task Service_StartsWhileTheServerIsDown_IsAllOffWithoutACacheAndUnchangedWithOne()
    {
        using var folder = new TemporaryFolder();
        string cache = folder["cache"], data = folder["data"];
        int port;
        string secret;
        await using (var server = await TestServer.StartAsync(data))
        {
            (await server.PublishAsync(TestDocument.Of("checkout", "killed"))).Dispose();
            (await server.KillAsync("killed")).Dispose();
            secret = await server.MakeKeyAsync("service", "read");
            port = server.Address.Port;
            await using var warm = await Services.StartOneAsync(server.Address, secret, cache);
            Assert.That(warm.IsEnabled("checkout", Somebody), Is.True);
            await Eventually.HoldsAsync(() => File.Exists(cache), "the cache is written");
        }

        var address = new Uri($"http://127.0.0.1:{port}");
        await using var cached = await Services.StartOneAsync(address, secret, cache);
        await using var cold = await Services.StartOneAsync(address, secret, null);
        Assert.Multiple(() =>
        {
            Assert.That(cached.IsEnabled("checkout", Somebody), Is.True);
            Assert.That(cached.IsEnabled("killed", Somebody), Is.False);
            Assert.That(cold.IsEnabled("checkout", Somebody), Is.False);
            Assert.That(cold.Status.IsReady, Is.False);
        });
        await using var again = await TestServer.StartAsync(data, "--urls", address.ToString());
        await Eventually.HoldsAsync(() => cold.Status.IsReady && cold.IsEnabled("checkout", Somebody), "the cold one recovers by itself");
        Assert.That(cold.IsEnabled("killed", Somebody), Is.False);
    }

    [Test]
    public async Task Key_ReplacedInItsFile_IsTakenAndNothingIsLost()
    {
        using var folder = new TemporaryFolder();
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        await File.WriteAllTextAsync(folder["key"], await server.MakeKeyAsync("old", "read", "operate"));
        await using var client = await FlagClient.StartAsync(o =>
        {
            o.Environment = "production";
            o.UseHttp(server.Address, http => http.ApiKeyFile = folder["key"]);
        });
        await File.WriteAllTextAsync(folder["key"], await server.MakeKeyAsync("new", "read", "operate"));
        (await server.Admin.DeleteAsync(new Uri("/api/keys/old", UriKind.Relative))).Dispose();
        var result = await client.KillSwitch.KillAsync(new() { Flag = "checkout", By = "ops", Reason = "errors" });
        Assert.That(result.Reach, Is.EqualTo(StateReach.Fleet), result.Problem);
        Assert.That((await server.HistoryAsync("action=kill"))[0].GetProperty("by").GetString(), Is.EqualTo("ops (key new)"));
    }

    [Test, Rule("a rollout that does harm switches itself off")]
    public async Task Guard_HarmSeenByTwoServicesTogether_AbortsOnceForAll()
    {
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.WithGuard("checkout"))).Dispose();
        await using var services = await Services.StartAsync(server, 2);
        var users = 0;
        for (var round = 0; round < 400 && services.All(s => s.KillSwitch.Kills.Count == 0); round++)
        {
            foreach (var service in services)
            {
                for (var i = 0; i < 50; i++)
                {
                    var evaluation = service.Evaluate("checkout", EvaluationContext.ForUser($"user-{users++}"));
                    var fails = evaluation.Value && users % 3 == 0;
                    service.Guard.Record(evaluation, fails ? GuardOutcome.Error : GuardOutcome.Success);
                }
            }

            await Task.WhenAll(services.Select(s => s.LookAtGuardsAsync()));
        }

        await Eventually.HoldsAsync(
            () => services.All(s => s.KillSwitch.Kills.Any(k => k.Flag == "checkout")), "the rollout is aborted everywhere");
        var abort = (await server.HistoryAsync("action=kill")).Single();
        Assert.That(abort.GetProperty("by").GetString(), Is.EqualTo("guard (key service)"));
        Assert.That(abort.GetProperty("evidence").GetString(), Does.StartWith("{"));
    }

    [Test]
    public async Task Evaluations_WhileTheServerIsCutOff_NeverWait()
    {
        var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        await using var services = await Services.StartAsync(server, 1);
        await server.DisposeAsync();
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < 200_000; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Assert.That(services[0].IsEnabled("checkout", Somebody), Is.True);
            var took = Stopwatch.GetElapsedTime(start);
            if (took > slowest) slowest = took;
        }

        TestContext.Out.WriteLine($"slowest of 200,000: {slowest.TotalMilliseconds} ms");
        Assert.That(slowest, Is.LessThan(TimeSpan.FromSeconds(2)), "nobody waits for a timeout of the network");
    }
}
