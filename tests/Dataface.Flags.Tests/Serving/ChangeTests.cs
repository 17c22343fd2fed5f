using Dataface.Flags.Documents;
using Dataface.Flags.Providers;
using Dataface.Flags.Serving;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Serving;

/// <summary>A listener hears once of each change, which flags it changed, and why.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ChangeTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly InMemoryFlagStateStore _store = new();
    private readonly List<string> _heard = [];
    private readonly List<FlagClient> _clients = [];
    private InMemoryFlagConfigProvider _source = null!;

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
    }

    [Test]
    public async Task Kill_AndRestore_AreNotifiedOnceEach()
    {
        var flags = await StartAsync(Document(On("f"), On("g")));
        await flags.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        Assert.That(Heard(), Is.EqualTo("f: Killed"));
        await flags.KillSwitch.KillAsync(new() { Flag = "f", By = "somebody else", Reason = "once more" });
        Assert.That(Heard(), Is.Empty, "it was off already");
        await flags.KillSwitch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" });
        Assert.That(Heard(), Is.EqualTo("f: Restored"));
    }

    [Test]
    public async Task Kill_ByAnotherProcess_IsNotifiedOnce()
    {
        var flags = await StartAsync(Document(On("f")));
        var other = await StartAsync(Document(On("f")), listens: false);
        await other.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        await Eventually.HoldsAsync(() => !flags.IsEnabled("f"), "the kill has arrived");
        await Eventually.HoldsAsync(() => _heard.Count > 0, "it is told");
        Assert.That(Heard(), Is.EqualTo("f: Killed"));
    }

    [Test]
    public async Task Kill_UnknownFlag_IsNotNotified()
    {
        var flags = await StartAsync(Document(On("f")));
        await flags.KillSwitch.KillAsync(new() { Flag = "unknown", By = "ops", Reason = "to be sure" });
        Assert.That(Heard(), Is.Empty);
    }

    [Test]
    public async Task Kill_RequiredFlag_NotifiesDependentFlags()
    {
        var flags = await StartAsync(Document(On("a"), On("b", "\"requires\": { \"a\": \"on\" },"),
            On("c", "\"requires\": { \"b\": \"on\" },"), On("d")));
        await flags.KillSwitch.KillAsync(new() { Flag = "a", By = "ops", Reason = "errors" });
        Assert.That(Heard(), Is.EqualTo("a: Killed, b: Prerequisite, c: Prerequisite"));
    }

    [Test]
    public async Task Edit_OneFlag_NotifiesThatFlagOnly()
    {
        await StartAsync(Document(On("f"), On("g")));
        await EditAsync(Document(On("f"), On("g", "\"description\": \"other\","), On("h")));
        Assert.That(Heard(), Is.EqualTo("g: Definition, h: Definition"));
        await EditAsync(Document(On("f"), On("h")));
        Assert.That(Heard(), Is.EqualTo("g: Definition"), "it is gone");
    }

    [Test]
    public async Task Edit_OfAnotherEnvironmentOrOfNothing_IsNotNotified()
    {
        await StartAsync(Document(On("f", entry: "\"production\": { \"serve\": \"on\" }")));
        await EditAsync(Document(On("f", entry: "\"production\": { \"serve\": \"on\" }, \"staging\": { \"serve\": \"on\" }")));
        await EditAsync(Document(On("f", entry: "\"staging\": { \"serve\": \"on\" },  \"production\": { \"serve\": \"on\" }")));
        Assert.That(Heard(), Is.Empty);
    }

    [Test]
    public async Task Edit_NestedSegment_NotifiesFlagsThatUseIt()
    {
        const string Rule =
            "\"production\": { \"rules\": [ { \"name\": \"r\", \"when\": { \"segment\": \"outer\" }, \"serve\": \"on\" } ] }";
        string Segments(string country) =>
            $$"""{ "outer": { "all": [ { "segment": "inner" } ] }, "inner": { "attribute": "country", "in": ["{{country}}"] } }""";
        await StartAsync(Document(Segments("DE"), On("f", entry: Rule), On("g")));
        await EditAsync(Document(Segments("FR"), On("f", entry: Rule), On("g")));
        Assert.That(Heard(), Is.EqualTo("f: Definition"));
    }

    [Test]
    public async Task Ramp_NextStep_IsNotifiedAndAPauseIsNot()
    {
        var flags = await StartAsync(Document(On(
            "f", entry: """ "production": { "rollout": { "percent": 100, "ramp": { "steps": [1, 5, 50], "hold": "1.00:00:00" } } } """)));
        await flags.Guard.PauseAsync(new() { Flag = "f", By = "ops", Reason = "wait" });
        Assert.That(Heard(), Is.Empty);
        await flags.Guard.AdvanceAsync(new() { Flag = "f", By = "ops", Reason = "go on" });
        Assert.That(Heard(), Is.EqualTo("f: Ramp"));
    }

    [Test]
    public async Task Expiry_OnTheDay_IsNotified()
    {
        var flags = await StartAsync(Document(On("f"),
            On("g", expires: _time.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))));
        _time.Advance(TimeSpan.FromDays(1));
        await Eventually.HoldsAsync(() => !flags.IsEnabled("g") && _heard.Count > 0, "it expires");
        Assert.That(Heard(), Is.EqualTo("g: Expired"));
    }

    [Test]
    public async Task OneFlag_OtherFlagsChange_HearsOfItsOwnOnly()
    {
        var flags = await StartAsync(Document(On("f"), On("g")), listens: false);
        using var subscription = flags.OnChange("g", change => _heard.Add($"{change.Flag}: {change.Cause}"));
        await flags.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        Assert.That(Heard(), Is.Empty);
        await flags.KillSwitch.KillAsync(new() { Flag = "*", By = "ops", Reason = "everything" });
        Assert.That(Heard(), Is.EqualTo("g: Killed"));
        subscription.Dispose();
        await flags.KillSwitch.RestoreAsync(new() { Flag = "*", By = "ops", Reason = "mended" });
        Assert.That(Heard(), Is.Empty);
    }

    [Test]
    public async Task Listener_AsksTheClient_SeesTheChangeInForce()
    {
        var flags = await StartAsync(Document(On("f")), listens: false);
        var seen = new List<bool>();
        using var subscription = flags.OnChange("f", _ => seen.Add(flags.IsEnabled("f")));
        await flags.KillSwitch.KillAsync(new() { Flag = "f", By = "ops", Reason = "errors" });
        await flags.KillSwitch.RestoreAsync(new() { Flag = "f", By = "ops", Reason = "mended" });
        Assert.That(seen, Is.EqualTo(new[] { false, true }));
    }

    /// <summary>What is told is what an evaluation can tell apart: a law over random pairs of documents and kills.</summary>
    [Test]
    public void Diff_AnyKills_NamesExactlyTheChangedFlags()
    {
        var random = new Random(7);
        string[] keys = ["a", "b", "c", "d"];
        for (var round = 0; round < 200; round++)
        {
            HashSet<string> before = [.. keys.Where(_ => random.Next(2) == 0)], after = [.. keys.Where(_ => random.Next(2) == 0)];
            var changes = SnapshotDiff.Between(Pinned(before), Pinned(after), new HashSet<string>());
            var expected = keys.Where(k => before.Contains(k) != after.Contains(k)).Select(k =>
                (k, after.Contains(k) ? FlagChangeCause.Killed : FlagChangeCause.Restored));
            Assert.That(changes.Select(c => (c.Flag, c.Cause)), Is.EqualTo(expected));
        }
    }

    private static FlagSnapshot Pinned(HashSet<string> killed) =>
        Evaluating.Given.Snapshot(
            FlagDocumentReader.Read(System.Text.Encoding.UTF8.GetBytes(Document(On("a"), On("b"), On("c"), On("d")))).Document!,
                killed.Contains);

    private async Task<FlagClient> StartAsync(string document, bool listens = true)
    {
        _source = new InMemoryFlagConfigProvider(document);
        var flags = await FlagClient.StartAsync(o =>
        {
            (o.Environment, o.TimeProvider) = ("production", _time);
            o.AddProvider(_source).UseStateStore(_store);
        });
        _clients.Add(flags);
        if (listens) flags.OnChange(changed => _heard.Add(string.Join(", ", changed.Flags.Select(f => $"{f.Flag}: {f.Cause}"))));
        return flags;
    }

    private async Task EditAsync(string document)
    {
        _source.Update(document);
        await _clients[^1].CatchUpAsync(CancellationToken.None);
    }

    /// <summary>What was heard since the last call; several calls of one listener stand on lines of their own.</summary>
    private string Heard()
    {
        var heard = string.Join('\n', _heard);
        _heard.Clear();
        return heard;
    }

    private static string Document(params string[] flags) =>
        $$"""{ "schema": 1, {{(flags[0].StartsWith('{') ? $"\"segments\": {flags[0]}," : "")}} "flags": { """
            + $$"""{{string.Join(',', flags.Where(f => !f.StartsWith('{')))}} } }""";

    private static string On(string key, string more = "", string? entry = null, string expires = "2027-01-01") =>
        $$"""
        "{{key}}": { "owner": "team", "created": "2026-11-01", "expires": "{{expires}}", {{more}}
            "environments": { {{entry ?? "\"production\": { \"serve\": \"on\" }"}} } }
        """;
}
