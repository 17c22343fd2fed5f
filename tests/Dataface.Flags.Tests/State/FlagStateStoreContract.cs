using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

/// <summary>What every state store must do. A store's fixture inherits it and says how to open one.</summary>
internal abstract class FlagStateStoreContract
{
    /// <summary>How far an applied change must get at least.</summary>
    protected abstract StateReach LeastReach { get; }

    /// <summary>Opens the fixture's store; a second call opens the same state, as another instance would.</summary>
    protected abstract IFlagStateStore Open();

    protected static StateChange Change(StateAction action, string flag, string environment = "production", string reason = "errors") =>
        new()
        {
            Action = action,
            Flag = flag,
            Environment = environment,
            By = "ops",
            From = "test",
            Reason = reason,
            At = new DateTimeOffset(2026, 11, 20, 3, 0, 0, TimeSpan.FromHours(1)),
        };

    protected static async Task<string[]> KilledAsync(IFlagStateStore store, string environment = "production") =>
        [.. (await store.LoadAsync(environment, CancellationToken.None)).Kills.Keys.Order(StringComparer.Ordinal)];

    protected static async Task<StateReach> ApplyAsync(IFlagStateStore store, StateChange change) =>
        (await store.ApplyAsync(change, CancellationToken.None)).Reach;

    protected static async Task<List<AuditRecord>> TrailAsync(IFlagStateStore store)
    {
        var trail = new List<AuditRecord>();
        await foreach (var record in store.ReadAuditAsync(CancellationToken.None)) trail.Add(record);
        return trail;
    }

    [Test]
    public async Task Load_NewStore_HasNoKills() => Assert.That(await KilledAsync(Open()), Is.Empty);

    [Test]
    public async Task Apply_Kill_IsInForceWithWhoWhenAndWhy()
    {
        var store = Open();
        Assert.That(await ApplyAsync(store, Change(StateAction.Kill, "checkout", reason: "käse 😀 \"quoted\"")),
            Is.GreaterThanOrEqualTo(LeastReach));
        var kill = (await store.LoadAsync("production", CancellationToken.None)).Kills["checkout"];
        Assert.Multiple(() =>
        {
            Assert.That(kill.By, Is.EqualTo("ops"));
            Assert.That(kill.Reason, Is.EqualTo("käse 😀 \"quoted\""));
            Assert.That(kill.At, Is.EqualTo(new DateTimeOffset(2026, 11, 20, 2, 0, 0, TimeSpan.Zero)));
            Assert.That(kill.Source, Is.EqualTo(store.Name));
        });
    }

    [Test, Rule("an abort in staging never touches production")]
    public async Task Apply_KillInOneEnvironment_LeavesTheOthersAlone()
    {
        var store = Open();
        await ApplyAsync(store, Change(StateAction.Kill, "checkout", "staging"));
        Assert.That(await KilledAsync(store), Is.Empty);
        Assert.That(await KilledAsync(store, "staging"), Is.EqualTo(["checkout"]));
    }

    [Test]
    public async Task Apply_Restore_EndsTheKill()
    {
        var store = Open();
        await ApplyAsync(store, Change(StateAction.Kill, "a"));
        await ApplyAsync(store, Change(StateAction.Kill, "b"));
        await ApplyAsync(store, Change(StateAction.Restore, "a"));
        Assert.That(await KilledAsync(store), Is.EqualTo(["b"]));
    }

    [Test]
    public async Task Apply_InvalidKeyOrEnvironment_IsRefusedAndNotRecorded()
    {
        var store = Open();
        foreach (var key in ImpossibleKeys.All)
        {
            foreach (var action in new[] { StateAction.Kill, StateAction.Restore, StateAction.Advance, StateAction.Pause,
                StateAction.Resume })
            {
                var change = Change(action, key) with { Rollout = action > StateAction.Restore ? "f/production/*/0" : null };
                Assert.That(async () => await ApplyAsync(store, change),
                    Throws.InstanceOf<RefusalException>().With.Message.Match("not a valid flag key|no flag's key"), $"{action} '{key}'");
            }
        }

        foreach (var environment in new[] { "", " production", "Production", "pro duction", "-e" })
        {
            Assert.That(
                async () => await ApplyAsync(store, Change(StateAction.Kill, "f", environment)),
                Throws.InstanceOf<RefusalException>().With.Message.Contains("not a valid environment name"), environment);
        }

        Assert.That(await TrailAsync(store), Is.Empty);
    }

    [Test]
    public async Task Apply_KillOfEveryFlag_IsTaken()
    {
        var store = Open();
        await ApplyAsync(store, Change(StateAction.Kill, "*"));
        Assert.That(await KilledAsync(store), Is.EqualTo(["*"]));
        await ApplyAsync(store, Change(StateAction.Restore, "*"));
        Assert.That(await KilledAsync(store), Is.Empty);
    }

    [Test, Rule("an answer that a change was made is true")]
    public async Task Apply_AnIdOfAnotherChange_IsRefusedAndNotRecorded()
    {
        var store = Open();
        var first = Change(StateAction.Kill, "a");
        await ApplyAsync(store, first);
        foreach (var other in new[] { first with { Flag = "b" }, first with { Flag = "*" }, first with { Action = StateAction.Restore } })
        {
            Assert.That(async () => await ApplyAsync(store, other), Throws.Exception.With.Message.Contains("recorded for something else"));
        }

        Assert.That(await KilledAsync(store), Is.EqualTo(["a"]));
        Assert.That(await TrailAsync(store), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Apply_TheSameChangeTwice_CountsOnce()
    {
        var store = Open();
        var kill = Change(StateAction.Kill, "a");
        await ApplyAsync(store, kill);
        await ApplyAsync(store, Change(StateAction.Restore, "a"));
        await ApplyAsync(store, kill);
        Assert.That(await KilledAsync(store), Is.Empty, "a kill that is delivered late a second time must not undo a restore");
        Assert.That(await TrailAsync(store), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task ReadAudit_AfterChanges_IsAnIntactChainOfWhoWhyBeforeAndAfter()
    {
        var store = Open();
        await ApplyAsync(store, Change(StateAction.Kill, "a"));
        await ApplyAsync(store, Change(StateAction.Restore, "a", reason: "mended"));
        await ApplyAsync(store, Change(StateAction.Kill, "a", "staging"));
        var trail = await TrailAsync(store);
        Assert.Multiple(async () =>
        {
            Assert.That(trail.Select(r => r.Sequence), Is.EqualTo([1L, 2L, 3L]));
            Assert.That(trail[1].Before!.Reason, Is.EqualTo("errors"));
            Assert.That(trail[1].After, Is.Null);
            Assert.That(trail[1].Change.Reason, Is.EqualTo("mended"));
            Assert.That((await AuditVerifier.VerifyAsync(store.ReadAuditAsync(CancellationToken.None), trail[^1].Hash)).IsIntact);
        });
    }

    [Test, Rule("answers and states have one order")]
    public async Task Apply_AnyChange_IsAnsweredWithThePositionFromWhichStatesHoldIt()
    {
        var store = Open();
        var kill = Change(StateAction.Kill, "a");
        var first = await store.ApplyAsync(kill, CancellationToken.None);
        var state = await store.LoadAsync("production", CancellationToken.None);
        Assert.That(first.Sequence, Is.EqualTo(state.Sequence));
        var second = await store.ApplyAsync(Change(StateAction.Restore, "a"), CancellationToken.None);
        Assert.That(second.Sequence, Is.GreaterThan(first.Sequence));
        Assert.That((await store.ApplyAsync(kill, CancellationToken.None)).Sequence, Is.InRange(first.Sequence, second.Sequence));
        Assert.That(first.Lineage, Is.Null.Or.EqualTo(state.Lineage));
    }

    [Test]
    public async Task OnChange_AnotherInstanceKills_IsNotified()
    {
        var (here, there) = (Open(), Open());
        var told = new TaskCompletionSource();
        using var subscription = here.OnChange(_ => told.TrySetResult());
        await ApplyAsync(there, Change(StateAction.Kill, "a"));
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Eventually.HoldsAsync(() => KilledAsync(here).Result.Length == 1, "the kill has arrived");
    }

    [Test]
    public async Task OnChange_Disposed_IsNotTold()
    {
        var store = Open();
        await KilledAsync(store); // Over a network, to become known is a change, too.
        var count = 0;
        store.OnChange(_ => count++).Dispose();
        await ApplyAsync(store, Change(StateAction.Kill, "a"));
        Assert.That(count, Is.Zero);
    }

    [Test]
    public async Task Apply_ManyAtOnceThroughTwoInstances_LosesNoneAndKeepsTheChain()
    {
        IFlagStateStore[] stores = [Open(), Open()];
        await Parallel.ForAsync(0, 60, async (i, _) => await ApplyAsync(stores[i % 2], Change(StateAction.Kill, $"k{i}")));
        Assert.That(await KilledAsync(stores[0]), Has.Length.EqualTo(60));
        Assert.That(await KilledAsync(stores[1]), Has.Length.EqualTo(60));
        var verification = await AuditVerifier.VerifyAsync(stores[1].ReadAuditAsync(CancellationToken.None));
        Assert.That((verification.Fault, verification.Records), Is.EqualTo((AuditFault.None, 60)));
    }
}
