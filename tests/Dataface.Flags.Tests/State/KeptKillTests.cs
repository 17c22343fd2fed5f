using Dataface.Flags.State;
using Dataface.Flags.Tests.Http;

namespace Dataface.Flags.Tests.State;

/// <summary>A kill that no store has yet outlives its process, whatever else is known.</summary>
[TestFixture]
internal sealed class KeptKillTests
{
    private HttpScenario _given = null!;

    private string Cache => _given.Folder["cache"];

    private string Kept => Cache + ".undelivered";

    private string[] Files => Directory.Exists(Kept) ? Directory.GetFiles(Kept) : [];

    [SetUp]
    public void Make() => _given = new HttpScenario();

    [TearDown]
    public async Task End() => await _given.DisposeAsync();

    [TestCase("nowhere")]
    [TestCase("silent")]
    [Rule("a kill is never lost"), Platform(Exclude = "Win")]
    public async Task Kill_ServerNeverSeenAndTheProcessIsKilled_IsInForceAndDeliveredAtTheNextStart(string server)
    {
        if (server == "silent") await _given.Network.LoseAsync(Loss.All);
        else _given.Network.Cut();
        using (var process = CrashHost.Start("kill", _given.Network.Address.AbsoluteUri, Cache))
        {
            // Behind a silent server the call is still waiting: the kill is on the disk all the same.
            if (server == "silent") await Eventually.HoldsAsync(
                () => Files.Any(f => f.EndsWith(".kill", StringComparison.Ordinal)), "the kill is kept");
            else Assert.That(await process.StandardOutput.ReadLineAsync(), Is.EqualTo("Local"));
            process.Kill();
            await process.WaitForExitAsync();
        }

        await using var next = await NextAsync(_given.Network.Address);
        Assert.That(next.KillSwitch.Kills.Select(k => (k.Flag, k.Source, k.Reason)), Is.EqualTo([("f", UndeliveredKills.Source, "errors")]),
            "in force before anything is known");
        _given.Network.Heal();
        await Eventually.HoldsAsync(() => IsDelivered("f") && Files.Length == 0, "the kill has arrived");
        await Eventually.HoldsAsync(() => next.Status.IsReady, "the flags are known");
        Assert.That(next.IsEnabled("f"), Is.False);
    }

    [TestCase("missing")]
    [TestCase("damaged")]
    [TestCase("unreadable")]
    [TestCase("of another environment")]
    [TestCase("of another server")]
    [Rule("a kill is never lost")]
    public async Task Kill_UnusableCache_IsDeliveredAtTheNextStart(string cache)
    {
        await (await StartAsync(cache == "of another environment" ? "staging" : "production")).DisposeAsync();
        _given.Network.Cut();
        await using (var client = await StartAsync()) await client.KillSwitch.KillAsync(
            new() { Flag = "f", By = "ops", Reason = "errors" });
        if (cache is "missing" or "unreadable") File.Delete(Cache);
        if (cache == "damaged") await File.AppendAllTextAsync(Cache, "x");
        if (cache == "unreadable") Directory.CreateDirectory(Cache);

        await using var next = await NextAsync(_given.Server.Address);
        await Eventually.HoldsAsync(() => IsDelivered("f") && Files.Length == 0, "the kill has arrived, at another address");
        Assert.That(next.IsEnabled("f"), Is.False);
    }

    [Test]
    public async Task Kill_OfAnotherEnvironment_IsKeptForIt()
    {
        _given.Network.Cut();
        await using (var client = await StartAsync()) await client.KillSwitch.KillAsync(
            new() { Flag = "f", By = "ops", Reason = "errors" });
        _given.Network.Heal();
        await using (var staging = await StartAsync("staging"))
        {
            Assert.That((staging.KillSwitch.Kills.Count, Files.Length), Is.EqualTo((0, 1)));
        }

        await using var production = await StartAsync();
        await Eventually.HoldsAsync(() => IsDelivered("f") && Files.Length == 0, "the kill has arrived");
        Assert.That((await _given.Server.State.LoadAsync("staging", default)).Kills, Is.Empty);
    }

    [Test]
    public async Task Kills_OfTwoProcessesWithOneCache_AreAllDelivered()
    {
        _given.Network.Cut();
        await using (var one = await StartAsync())
        await using (var other = await StartAsync())
        {
            await Task.WhenAll(
                Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? one : other).KillSwitch.KillAsync(
                    new() { Flag = $"k{i}", By = "ops", Reason = "errors" }).AsTask()));
        }

        Assert.That(Files, Has.Length.EqualTo(20));
        _given.Network.Heal();
        await using var next = await StartAsync();
        await using var second = await StartAsync();
        await Eventually.HoldsAsync(() => _given.Server.State.LoadAsync("production", default).AsTask().Result.Kills.Count == 20
            && Files.Length == 0, "all have arrived");
        Assert.That(await _given.Server.State.ReadAuditAsync(default).CountAsync(), Is.EqualTo(20), "each once");
    }

    [Test]
    public async Task Kill_ThatCannotBeKept_IsInForceSaysSoAndIsKeptWhenItCanBe()
    {
        _given.Network.Cut();
        await File.WriteAllTextAsync(Kept, "no folder");
        var client = await StartAsync();
        var result = await client.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        Assert.That(result.KilledBy, Is.EqualTo([UndeliveredKills.Source]));
        Assert.That(result.Reach, Is.EqualTo(StateReach.Local));
        Assert.That(result.Problem, Does.Contain(Kept).And.Contain("cannot keep the kill beyond this process"));
        Assert.That(_given.Log.Count(2012), Is.Positive);
        File.Delete(Kept);
        await Eventually.HoldsAsync(
            () => Files.Any(f => f.EndsWith(".kill", StringComparison.Ordinal)), "it is kept with the next attempt to deliver it");
    }

    [Test]
    public async Task Kill_OneDamagedOnTheDisk_LosesNoOther()
    {
        _given.Network.Cut();
        await using (var client = await StartAsync())
        {
            await client.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
            await client.KillSwitch.KillAsync(new() { Flag = "g", By = "ops", Reason = "errors" });
        }

        await File.AppendAllTextAsync(Files[0], "x");
        await using var next = await StartAsync();
        Assert.That(next.KillSwitch.Kills, Has.Count.EqualTo(1));
        Assert.That(_given.Log.Events.Single(e => e.Id == 2013).Text, Does.Contain(Files[0]).And.Contain("damaged"));
    }

    [Test, Rule("a restore ends a kill")]
    public async Task Restore_OfAKillThatWasKept_EndsItOnTheDiskToo()
    {
        _given.Network.Cut();
        await using (var client = await StartAsync()) await client.KillSwitch.KillAsync(
            new() { Flag = "f", By = "ops", Reason = "errors" });
        _given.Network.Heal();
        await using (var client = await StartAsync())
        {
            Assert.That((await client.KillSwitch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" })).KilledBy, Is.Empty);
            Assert.That(Files, Is.Empty);
        }

        _given.Network.Cut();
        await using var next = await StartAsync();
        Assert.That(next.KillSwitch.Kills, Is.Empty);
    }

    [Test]
    public async Task Kill_ServerReached_LeavesNothingBehind()
    {
        await using var client = await StartAsync();
        Assert.That((await client.KillSwitch.KillAsync(
            new() { Flag = "f", By = "ops", Reason = "errors" })).Reach, Is.EqualTo(StateReach.Fleet));
        Assert.That(Files, Is.Empty);
    }

    private bool IsDelivered(string flag) => _given.Server.State.LoadAsync("production", default).AsTask().Result.Kills.ContainsKey(flag);

    private Task<FlagClient> StartAsync(string environment = "production") => _given.StartAsync(
        o => o.RequestTimeout = TimeSpan.FromSeconds(2),
        o => (o.CacheFile, o.Environment, o.KillTimeout) = (Cache, environment, TimeSpan.FromSeconds(1)));

    private Task<FlagClient> NextAsync(Uri address) => FlagClient.StartAsync(
        o =>
        {
            (o.Environment, o.CacheFile) = ("production", Cache);
            o.UseHttp(address, http =>
                (http.RequestTimeout, http.PollInterval) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(100)));
        },
        _given.Log);
}
