using Dataface.Flags.Providers;
using Dataface.Flags.State;
using Dataface.Flags.Tests.State;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Tests.Serving;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FlagClientTests
{
    private readonly ManualTimeProvider _time = new();
    private LogRecorder _log = null!;
    private TemporaryFolder _folder = null!;

    private string Flags => _folder["flags.json"];

    [SetUp]
    public void MakeFolder() => (_folder, _log) = (new(), new());

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    private Task<FlagClient> StartAsync(Action<FlagClientOptions> configure) => FlagClient.StartAsync(
        options =>
        {
            options.Environment = "production";
            options.TimeProvider = _time;
            configure(options);
        },
        _log);

    [Test]
    public async Task Start_ThreeLinesWithoutAHost_Evaluates()
    {
        await File.WriteAllTextAsync(Flags, ServingDocument.OnToday());
        await using var flags = await FlagClient.StartAsync(o => { o.Environment = "production"; o.UseFile(Flags); });
        Assert.That(flags.IsEnabled("f", EvaluationContext.ForUser("user-42")));
    }

    [Test]
    public async Task Edit_FileChanges_IsInForceSoonAfter()
    {
        await File.WriteAllTextAsync(Flags, ServingDocument.Off());
        await using var flags = await StartAsync(o => o.UseFile(Flags));
        Assert.That(flags.IsEnabled("f"), Is.False);
        await File.WriteAllTextAsync(Flags, ServingDocument.On());
        await Eventually.HoldsAsync(() => flags.IsEnabled("f"), "the edit is in force");
        Assert.That(_log.Count(4001), Is.EqualTo(2), "what changed is logged, at start and now");
    }

    [Test, Rule("a document is accepted or refused whole")]
    public async Task Edit_RefusedDocument_LeavesTheLastGoodOneInForceAndSaysSo()
    {
        var source = new InMemoryFlagConfigProvider(ServingDocument.On());
        await using var flags = await StartAsync(o => o.AddProvider(source));
        foreach (var bad in new[] { "", "{", ServingDocument.Off()[..100],
            ServingDocument.Off().Replace("owner", "ownr", StringComparison.Ordinal) })
        {
            var refusals = _log.Count(4002);
            source.Update(bad);
            await Eventually.HoldsAsync(() => _log.Count(4002) > refusals && flags.Status.IsStale, "it is refused");
            Assert.That(flags.IsEnabled("f"));
            Assert.That(flags.Status.IsReady);
        }

        source.Update(ServingDocument.Off());
        await Eventually.HoldsAsync(() => !flags.IsEnabled("f") && !flags.Status.IsStale, "a good one comes into force");
    }

    [Test]
    public async Task Edit_FlagRemovedDuringUse_IsOffAndLoggedOnce()
    {
        var source = new InMemoryFlagConfigProvider(ServingDocument.On());
        await using var flags = await StartAsync(o => o.AddProvider(source));
        var key = FlagKey.Of("f");
        Assert.That(flags.IsEnabled(key));
        var pinned = flags.Pin();
        source.Update("""{ "schema": 1 }""");
        await Eventually.HoldsAsync(() => flags.Evaluate(key).Reason == EvaluationReason.FlagNotFound, "the flag is gone");
        for (var i = 0; i < 100; i++) flags.IsEnabled(key);
        Assert.That(pinned.IsEnabled(key), "a pinned snapshot stays as it was");
        Assert.That(_log.Count(1000), Is.EqualTo(1));
    }

    [Test]
    public async Task Layers_LaterProvider_ReplacesTheFlagWholeAndExplainNamesIt()
    {
        await using var flags = await StartAsync(o => o
            .AddProvider(new InMemoryFlagConfigProvider(ServingDocument.On(more: "\"description\": \"first\","), "base"))
            .AddProvider(new InMemoryFlagConfigProvider(ServingDocument.Off(), "override")));
        Assert.That(flags.IsEnabled("f"), Is.False);
        Assert.That(flags.Explain("f").Provider, Is.EqualTo("override"));
    }

    [Test]
    public async Task Layers_DocumentsThatReferToEachOther_ComeInTogetherInAnyOrder()
    {
        var user = new InMemoryFlagConfigProvider(ServingDocument.On(more: "\"requires\": { \"base\": \"on\" },"), "user");
        var basis = new InMemoryFlagConfigProvider("""{ "schema": 1 }""", "basis");
        await using var flags = await StartAsync(o => o.AddProvider(user).AddProvider(basis));
        Assert.That(flags.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.NotReady), "nobody has the required flag");
        basis.Update(ServingDocument.On("base"));
        await Eventually.HoldsAsync(() => flags.IsEnabled("f") && !flags.Status.IsStale, "now both hold together");
    }

    [Test, Rule("flags default to off")]
    public async Task Start_NothingCanBeRead_StartsWithEverythingOffAndRecovers()
    {
        await using var flags = await StartAsync(o => o.UseFile(Flags));
        Assert.That(flags.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.NotReady));
        Assert.That((flags.Status.IsReady, _log.Count(4008)), Is.EqualTo((false, 1)));
        await File.WriteAllTextAsync(Flags, ServingDocument.On());
        await Eventually.HoldsAsync(() => flags.IsEnabled("f"), "the file has come, and nobody waited for a retry");
    }

    [Test]
    public async Task Start_SourceHangs_ContinuesAfterTheTimeout()
    {
        var hanging = new HangingProvider();
        var start = StartAsync(o => o.AddProvider(hanging));
        await hanging.IsLoading;
        _time.Advance(TimeSpan.FromSeconds(10));
        await using var flags = await start.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.That(flags.Status.IsReady, Is.False);
    }

    [Test, Rule("a redeploy never revives a killed flag")]
    public async Task Kill_NewDefinitionsAndRestart_StaysKilledUntilRestored()
    {
        var source = new InMemoryFlagConfigProvider(ServingDocument.On());
        void Configure(FlagClientOptions options) => options.AddProvider(source).UseStateFile(_folder["kills.jsonl"]);
        await using (var flags = await StartAsync(Configure))
        {
            var kill = flags.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
            Assert.That(flags.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Killed), "before the call is awaited");
            Assert.That((await kill).Reach, Is.EqualTo(StateReach.Durable));
            source.Update(ServingDocument.On(more: "\"description\": \"a new release\","));
            await Eventually.HoldsAsync(() => _log.Count(4001) == 2, "the new definitions are in force");
            Assert.That(flags.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Killed));
        }

        await using var restarted = await StartAsync(Configure);
        Assert.That(restarted.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Killed));
        await restarted.KillSwitch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" });
        Assert.That(restarted.IsEnabled("f"));
    }

    [Test]
    public async Task Kill_ByAnotherProcess_ArrivesHere()
    {
        await using var flags =
            await StartAsync(o => o.AddProvider(new InMemoryFlagConfigProvider(ServingDocument.On())).UseStateFile(_folder["kills.jsonl"]));
        using var other = new FileFlagStateStore(_folder["kills.jsonl"]);
        await other.ApplyAsync(
            new()
            {
                Action = StateAction.Kill,
                Environment = "production",
                Flag = "f",
                By = "cli",
                From = "test",
                Reason = "errors",
                At = default
            }, default);
        await Eventually.HoldsAsync(() => !flags.IsEnabled("f"), "the kill has arrived");
    }

    [Test]
    public async Task Kill_ByConfigurationAndKillFile_IsInForceFromTheStart()
    {
        await File.WriteAllTextAsync(_folder["kills"], "g\n");
        var both = """{ "schema": 1, "flags": { "f": FLAG, "g": FLAG, "h": FLAG } }""".Replace(
            "FLAG", """{ "owner": "t", "created": "2026-11-01", "expires": "2027-01-01", "environments": { "production": """
                + """{ "serve": "on" } } }""", StringComparison.Ordinal);
        await using var flags = await StartAsync(o =>
        {
            o.AddProvider(new InMemoryFlagConfigProvider(both));
            o.Kills.Add("f");
            o.KillFile = _folder["kills"];
        });
        Assert.That(new[] { "f", "g", "h" }.Select(key => flags.IsEnabled(key)), Is.EqualTo([false, false, true]));
        File.WriteAllText(_folder["kills"], "*");
        await Eventually.HoldsAsync(() => !flags.IsEnabled("h"), "a star kills everything");
        File.Delete(_folder["kills"]);
        await Eventually.HoldsAsync(() => flags.IsEnabled("g") && flags.IsEnabled("h"), "the glass is whole again");
        Assert.That(flags.IsEnabled("f"), Is.False);
    }

    [Test, Rule("a cold start in an outage never revives a killed flag")]
    public async Task Start_SourceAndStoreGone_UsesTheLastGoodDefinitionsAndKills()
    {
        await File.WriteAllTextAsync(Flags, """{ "schema": 1, "flags": { "f": FLAG, "g": FLAG } }""".Replace(
            "FLAG", """{ "owner": "t", "created": "2026-11-01", "expires": "2027-01-01", "environments": { "production": """
                + """{ "serve": "on" } } }""", StringComparison.Ordinal));
        var store = new UnreliableStore();
        void Configure(FlagClientOptions options)
        {
            options.UseFile(Flags).UseStateStore(store);
            options.CacheFile = _folder["cache"];
        }

        await using (var flags = await StartAsync(Configure)) await flags.KillSwitch.KillAsync(
            new() { Flag = "f", By = "ops", Reason = "errors" });
        File.Delete(Flags);
        store.IsCut = true;

        await using var cold = await StartAsync(Configure);
        Assert.That(cold.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Killed));
        Assert.That(cold.IsEnabled("g"));
        Assert.That((cold.Status.IsReady, cold.Status.IsStale, _log.Count(4009)), Is.EqualTo((true, true, 1)));

        store.IsCut = false;
        await _time.AdvanceUntilAsync(() => !cold.Status.IsStateStale, TimeSpan.FromSeconds(1));
        Assert.That(cold.Evaluate("f").Reason, Is.EqualTo(EvaluationReason.Killed), "now from the store");
        await cold.KillSwitch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" });
        Assert.That(cold.IsEnabled("f"), "no kill is left over from the cache");
    }

    [Test, Rule("a cold start in an outage never revives a killed flag")]
    public async Task Start_AfterAKillThatNeverReachedItsStore_KillsAgainAndDeliversItOnce()
    {
        var store = new UnreliableStore();
        void Configure(FlagClientOptions options)
        {
            options.AddProvider(new InMemoryFlagConfigProvider(ServingDocument.On())).UseStateStore(store);
            options.CacheFile = _folder["cache"];
        }

        await using (var flags = await StartAsync(Configure))
        {
            store.IsCut = true;
            Assert.That((await flags.KillSwitch.KillAsync(
                new() { Flag = "f", By = "ops", Reason = "errors" })).Reach, Is.EqualTo(StateReach.Local));
        }

        var kept = Directory.GetFiles(_folder["cache.undelivered"]).Single();
        var kill = await File.ReadAllBytesAsync(kept);
        await using (var cold = await StartAsync(Configure))
        {
            Assert.That((cold.Evaluate("f").Reason, cold.Status.IsStateStale), Is.EqualTo((EvaluationReason.Killed, true)));
            store.IsCut = false;
            await _time.AdvanceUntilAsync(() => !cold.Status.IsStateStale, TimeSpan.FromSeconds(1));
            var delivered = await store.ReadAuditAsync(default).SingleAsync();
            Assert.That((delivered.Change.By, delivered.Change.Reason), Is.EqualTo(("ops", "errors")));
            await cold.KillSwitch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" });
        }

        // The process had died before it forgot the kill: it is delivered once more, and is not a new one.
        await File.WriteAllBytesAsync(kept, kill);
        await using var again = await StartAsync(Configure);
        await Eventually.HoldsAsync(() => again.IsEnabled("f"), "the restore stands");
        Assert.That(await store.ReadAuditAsync(default).CountAsync(), Is.EqualTo(2));
    }

    [Test, Rule("flags default to off")]
    public async Task Start_StateUnknownAndNoCache_EverythingIsOffUntilItIsKnown()
    {
        var store = new UnreliableStore { IsCut = true };
        await using var flags =
            await StartAsync(o => o.AddProvider(new InMemoryFlagConfigProvider(ServingDocument.On())).UseStateStore(store));
        Assert.That((flags.Evaluate("f").Reason, _log.Count(4010)), Is.EqualTo((EvaluationReason.NotReady, 1)));
        store.IsCut = false;
        await _time.AdvanceUntilAsync(() => flags.IsEnabled("f"), TimeSpan.FromSeconds(1));
    }

    [Test]
    public async Task Start_CacheDamagedOrForeign_IsNotUsedAndSaysWhy()
    {
        await File.WriteAllTextAsync(Flags, ServingDocument.On());
        void Configure(FlagClientOptions options)
        {
            options.UseFile(Flags);
            options.CacheFile = _folder["cache"];
        }

        await (await StartAsync(Configure)).DisposeAsync();
        File.Delete(Flags);
        var cache = await File.ReadAllBytesAsync(_folder["cache"]);
        for (var at = 0; at < cache.Length; at += 11)
        {
            var damaged = (byte[])cache.Clone();
            damaged[at] ^= 0x10;
            await File.WriteAllBytesAsync(_folder["cache"], at % 2 == 0 ? damaged : cache[..at]);
            var before = _log.Count(3003);
            await using var flags = await StartAsync(Configure);
            Assert.That((flags.Status.IsReady, _log.Count(3003)), Is.EqualTo((false, before + 1)), $"byte {at}");
        }
    }

    [Test]
    public async Task Strict_UndefinedDeclaredKey_ThrowsWithTheNearestName()
    {
        var source = new InMemoryFlagConfigProvider(ServingDocument.On("checkout-v2"));
        Task Start(bool strict) => StartAsync(o =>
        {
            o.AddProvider(source);
            o.DeclaredKeys.Add("chekout-v2");
            o.Strict = strict;
        });
        Assert.That(() => Start(strict: true), Throws.InvalidOperationException.With.Message.Contains("Did you mean 'checkout-v2'?"));
        await Start(strict: false);
        Assert.That(_log.Count(4011), Is.EqualTo(2));
    }

    [Test]
    public async Task Start_OptionsIncomplete_SaysEverythingThatIsMissing()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => FlagClient.StartAsync(_ => { }));
        Assert.That(error!.Message, Does.Contain("options.Environment = \"production\"").And.Contain("options.UseFile(\"flags.json\")"));
        await Assert.ThrowsAsync<OptionsValidationException>(
            () => FlagClient.StartAsync(o => { o.UseFile("x"); o.Environment = "Production"; }));
        foreach (var key in ImpossibleKeys.All)
        {
            foreach (var set in new Action<FlagClientOptions>[] { o => o.Kills.Add(key), o => o.DeclaredKeys.Add(key),
                o => o.EvaluationEvents.Flags.Add(key) })
            {
                Assert.That(() => StartAsync(o => { o.UseFile("x"); set(o); }),
                    Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("not a valid flag key"), key);
            }
        }
    }

    [Test]
    public async Task OnChange_KillRestoreAndEdit_CallsListenersThoughOneThrows()
    {
        var source = new InMemoryFlagConfigProvider(ServingDocument.On());
        await using var flags = await StartAsync(o => o.AddProvider(source));
        var count = 0;
        using var bad = flags.OnChange(_ => throw new InvalidOperationException("bad listener"));
        using var good = flags.OnChange(_ => Interlocked.Increment(ref count));
        await flags.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        Assert.That(count, Is.EqualTo(1));
        Assert.That(_log.Count(4012), Is.GreaterThan(0));
    }

    [Test]
    public async Task Dispose_Twice_EndsOnceAndEvaluationContinues()
    {
        var flags = await StartAsync(o => o.AddProvider(new InMemoryFlagConfigProvider(ServingDocument.On())));
        flags.Dispose();
        await flags.DisposeAsync();
        Assert.That(flags.IsEnabled("f"));
    }

    private sealed class HangingProvider : IFlagConfigProvider
    {
        private readonly TaskCompletionSource _loading = new();

        public string Name => "hanging";

        public Task IsLoading => _loading.Task;

        public async ValueTask<FlagConfigContent> LoadAsync(CancellationToken cancellationToken)
        {
            _loading.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }

        public IDisposable OnChange(Action changed) => new TemporaryFolder();
    }
}
