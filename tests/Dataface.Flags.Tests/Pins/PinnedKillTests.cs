using Dataface.Flags.Files;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Pins;

/// <summary>A kill reaches what was pinned before it; nothing else does.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Rule("a kill passes through every pin at the next evaluation")]
internal sealed class PinnedKillTests : IAsyncDisposable
{
    private static readonly EvaluationContext User = EvaluationContext.ForUser("user-42");

    private readonly PinScenario _given = new();

    private FlagClient Client => _given.Client;

    public ValueTask DisposeAsync() => _given.DisposeAsync();

    [TestCase("f")]
    [TestCase("*")]
    public async Task Kill_ByTheSwitch_IsInForceInAPinBeforeTheCallReturns(string key)
    {
        var pin = (await _given.StartAsync()).Client.Pin();
        Assert.That(pin.IsEnabled("f"));
        var kill = Client.KillSwitch.KillAsync(new() { Flag = key, By = "ops", Reason = "errors" });
        Assert.That(pin.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Killed), "before the call returns");
        Assert.That(pin.IsEnabled("other"), Is.EqualTo(key == "f"), "and no other flag");
        await kill;
    }

    [Test]
    public async Task Kill_StoreFails_ReachesAPin()
    {
        var pin = (await _given.StartAsync()).Client.Pin();
        _given.Store.IsCut = true;
        Assert.That((await Client.KillSwitch.KillAsync(
            new() { Flag = "f", By = "ops", Reason = "errors" })).Reach, Is.EqualTo(StateReach.Local));
        Assert.That(pin.IsEnabled("f"), Is.False);
    }

    [Test]
    public async Task Kill_ByAnotherProcess_ReachesAPinWhenItIsDelivered()
    {
        var pin = (await _given.StartAsync()).Client.Pin();
        await _given.Store.ChangedElsewhereAsync("f");
        await Eventually.HoldsAsync(() => !pin.IsEnabled("f"), "the kill is delivered");
    }

    [TestCase("f")]
    [TestCase("*")]
    public async Task Kill_ByTheKillFile_ReachesAPin(string key)
    {
        var pin = (await _given.StartAsync()).Client.Pin();
        await File.WriteAllTextAsync(_given.KillFile, key + "\n");
        await _given.Time.AdvanceUntilAsync(() => !pin.IsEnabled("f"), FileMonitor.DefaultPollInterval);
        File.Delete(_given.KillFile);
        await _given.Time.AdvanceUntilAsync(() => Client.IsEnabled("f"), FileMonitor.DefaultPollInterval);
        Assert.That(pin.IsEnabled("f"), Is.False, "its end waits for the next pin");
    }

    [Test]
    public async Task Kill_EveryMemberOfAPin_AnswersOff()
    {
        var pin = (await _given.StartAsync()).Client.Pin();
        var (handle, text, number) = (FlagKey.Of("f"), FlagKey.Of("text", "?"), FlagKey.Of("number", 0.0));
        var before = (pin.IsEnabled(handle), pin.GetValue(text), pin.EvaluateNumber("number", 0).Reason);
        Assert.That(before, Is.EqualTo((true, "new", EvaluationReason.NoUnit)));
        foreach (var key in new[] { "f", "text", "number" }) await Client.KillSwitch.KillAsync(
            new() { Flag = key, By = "ops", Reason = "errors" });
        Assert.That(pin.IsEnabled("f"), Is.False);
        Assert.That(pin.IsEnabled(handle), Is.False, "bound to the pin before the kill");
        Assert.That(pin.Evaluate(handle).Reason, Is.EqualTo(EvaluationReason.Killed));
        Assert.That(pin.GetString("text", "?"), Is.EqualTo("old"));
        Assert.That(pin.GetValue(text), Is.EqualTo("old"));
        Assert.That(pin.GetNumber("number", 0, User), Is.EqualTo(1));
        Assert.That(pin.Evaluate(number, User).Reason, Is.EqualTo(EvaluationReason.Killed));
        Assert.That(pin.Explain("f").Reason, Is.EqualTo(EvaluationReason.Killed));
        Assert.That(pin.Explain("f").ToString(), Does.Match(@"killed\s+by ops at \S+Z \(.+\): errors"));
        var on = pin.Flags.ToArray().Where(flag => pin.Preview(flag, User).IsOn).Select(flag => flag.Details.Key);
        Assert.That(on, Is.EqualTo(["other"]), "all flags at once");
    }

    [Test]
    public async Task Kill_OfARequiredFlag_ReachesThoseThatRequireItInAPin()
    {
        var pin = (await _given.StartAsync()).Client.Pin();
        Assert.That(pin.IsEnabled("needs-needs"));
        await Client.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        Assert.That(pin.Evaluate("needs").Reason, Is.EqualTo(EvaluationReason.PrerequisiteNotMet));
        Assert.That(pin.IsEnabled("needs-needs"), Is.False);
        Assert.That(pin.Explain("needs").ToString(), Does.Contain("Killed"));
    }

    [Test]
    public async Task Kill_PinsOfOlderDocuments_AreReachedToo()
    {
        var pins = new List<FlagSnapshot> { (await _given.StartAsync()).Client.Pin() };
        foreach (var document in new[] { PinScenario.Document("\"rollout\": { \"percent\": 5 }"), """{ "schema": 1 }""" })
        {
            _given.Source.Update(document);
            await Eventually.HoldsAsync(() => Client.Pin().Revision != pins[^1].Revision, "the document is in force");
            pins.Add(Client.Pin());
        }

        await Client.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        Assert.That(pins[0].Evaluate("f", User).Reason, Is.EqualTo(EvaluationReason.Killed));
        Assert.That(pins[1].Evaluate("f", User).Reason, Is.EqualTo(EvaluationReason.Killed));
        Assert.That(pins[2].Evaluate("f", User).Reason, Is.EqualTo(EvaluationReason.FlagNotFound), "no document defines it any more");
    }

    [Test]
    public async Task Restore_FlagKilledSinceThePin_WaitsForTheNextPin()
    {
        var pin = (await _given.StartAsync()).Client.Pin();
        await Client.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        var killed = Client.Pin();
        await Client.KillSwitch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" });
        Assert.That(pin.IsEnabled("f"), Is.False, "pinned before the kill");
        Assert.That(killed.IsEnabled("f"), Is.False, "pinned during the kill");
        Assert.That(Client.Pin().IsEnabled("f"), "pinned after the restore");
        Assert.That(Client.IsEnabled("f"));
        var restored = Client.Pin();
        await Client.KillSwitch.KillAsync(new() { Flag = "*", By = "ops", Reason = "everything" });
        Assert.That(restored.IsEnabled("f"), Is.False, "the next kill reaches the next pin");
    }

    [Test]
    public async Task Document_Changed_WaitsForTheNextPin()
    {
        var pin = (await _given.StartAsync()).Client.Pin();
        await Client.KillSwitch.KillAsync(new() { Flag = "other", By = "ops", Reason = "errors" });
        _given.Source.Update(PinScenario.Document("\"serve\": \"off\""));
        await Eventually.HoldsAsync(() => !Client.IsEnabled("f"), "the document is in force");
        Assert.That(pin.IsEnabled("f"), "a pin's answers change by kills alone");
        Assert.That(pin.IsEnabled("other"), Is.False);
    }

    [Test]
    public async Task Kill_TestFlagsPinnedWithAForce_ReachesThePin()
    {
        await using var flags = new TestFlags();
        using var force = flags.Force("f", true);
        var pin = flags.Pin();
        Assert.That(pin.IsEnabled("f"));
        await flags.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        Assert.That(pin.IsEnabled("f"), Is.False);
    }

    [Test, NonParallelizable, Rule("an evaluation never allocates")]
    public async Task Evaluate_FlagsKilledSinceThePin_AllocatesNothing()
    {
        var pin = (await _given.StartAsync()).Client.Pin();
        foreach (var key in new[] { "f", "text" }) await Client.KillSwitch.KillAsync(new() { Flag = key, By = "ops", Reason = "errors" });
        var (handle, text) = (FlagKey.Of("f"), FlagKey.Of("text", "?"));
        Allocations.AssertNone(() => pin.IsEnabled("f", User), 2_000, "by text");
        Allocations.AssertNone(() => pin.Evaluate(handle, User), 2_000, "by handle");
        Allocations.AssertNone(() => pin.GetValue(text, User), 2_000, "another type");
        Allocations.AssertNone(() => pin.IsEnabled("needs-needs", User), 2_000, "through what it requires");
    }

    [Test, Rule("evaluation never throws")]
    public async Task Dispose_ClientIsGone_PinsContinueAndStayKilled()
    {
        var pin = (await _given.StartAsync()).Client.Pin();
        await Client.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        await Client.DisposeAsync();
        Assert.That(pin.Explain("f").Reason, Is.EqualTo(EvaluationReason.Killed));
        Assert.That(pin.IsEnabled("other"));
        Assert.That(pin.IsEnabled("no such flag"), Is.False);
        Assert.That(Client.IsEnabled("f"), Is.False);
        Assert.That(Client.IsEnabled("other"));
    }

    [Test, Rule("a kill is in force before the call returns")]
    public async Task Kill_WhileOthersPinAndPublish_LeavesNoPinOn()
    {
        await _given.StartAsync();
        using var ended = new CancellationTokenSource();
        var publishing = Task.Run(async () =>
        {
            for (var i = 0; !ended.IsCancellationRequested; i++)
            {
                _given.Source.Update(PinScenario.Document(i % 2 == 0 ? "\"rollout\": { \"percent\": 5 }" : "\"serve\": \"on\""));
                await Task.Yield();
            }
        });
        for (var round = 0; round < 100; round++)
        {
            var pins = new System.Collections.Concurrent.ConcurrentBag<FlagSnapshot>();
            var pinning = Task.Run(() =>
            {
                for (var i = 0; i < 200; i++) pins.Add(Client.Pin());
            });
            await Eventually.HoldsAsync(() => !pins.IsEmpty, "one pin is older than the kill");
            await Client.KillSwitch.KillAsync(new() { Flag = round % 3 == 0 ? "*" : "other", By = "ops", Reason = "errors" });
            await pinning;
            Assert.That(pins.Count(pin => pin.IsEnabled("other")), Is.Zero);
            await Client.KillSwitch.RestoreAsync(new() { Flag = round % 3 == 0 ? "*" : "other", By = "ops", Reason = "mended" });
            Assert.That(Client.Pin().IsEnabled("other"));
        }

        await ended.CancelAsync();
        await publishing;
    }
}
