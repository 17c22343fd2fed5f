using Dataface.Flags.Providers;

namespace Dataface.Flags.Tests.Serving;

/// <summary>A client opens and closes time windows at their edges, whatever the clock does.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class WindowServingTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly ManualTimeProvider _time = new(Start);
    private readonly InMemoryFlagConfigProvider _source = new(Document("13:00:00", "14:00:00"));
    private readonly List<string> _heard = [];
    private FlagClient _flags = null!;

    public async ValueTask DisposeAsync() => await _flags.DisposeAsync();

    [Test]
    public async Task Edge_Comes_TheFlagChangesAtThatInstantAndListenersHearWhy()
    {
        await StartAsync(_time);
        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.That(_flags.IsEnabled("sale"), Is.False, "just before");
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.That(_flags.IsEnabled("sale"), Is.True);
        Assert.That(_heard, Is.EqualTo(new[] { "sale: Window", "banner: Prerequisite" }));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.That(_flags.IsEnabled("sale"), Is.False);
        Assert.That(_heard, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Edge_Comes_PinnedSnapshotIsUnchanged()
    {
        await StartAsync(_time);
        var pinned = _flags.Pin();
        _time.Advance(TimeSpan.FromHours(1));
        Assert.That(pinned.IsEnabled("sale"), Is.False);
        Assert.That(_flags.Pin().IsEnabled("sale"), Is.True);
    }

    [Test]
    public async Task Machine_SleepsThroughAnEdge_TheWindowIsOpenWhenItWakes()
    {
        await StartAsync(_time);
        _time.JumpTo(Start.AddHours(1.5));
        Assert.That(_flags.IsEnabled("sale"), Is.True);
        _time.JumpTo(Start.AddDays(3));
        Assert.That(_flags.IsEnabled("sale"), Is.False);
        Assert.That(_flags.Explain("sale").ToString(), Does.Contain("the window ended at 2026-11-20T14:00:00Z"));
    }

    [Test]
    public async Task Clock_IsSet_IsNoticedWithinFiveMinutes()
    {
        var clock = new SettableClock(_time);
        await StartAsync(clock);
        clock.Offset = TimeSpan.FromHours(1.5);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.That(_flags.IsEnabled("sale"), Is.True, "set forward");
        clock.Offset = TimeSpan.Zero;
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.That(_flags.IsEnabled("sale"), Is.False, "set back");
        _time.Advance(TimeSpan.FromMinutes(50));
        Assert.That(_flags.IsEnabled("sale"), Is.True, "one o'clock, at last");
    }

    [Test]
    public async Task Edit_OfAWindow_MovesTheEdge()
    {
        await StartAsync(_time);
        await EditAsync(Document("12:02:00", "12:03:00"));
        _heard.Clear();
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.That(_flags.IsEnabled("sale"), Is.True);
        Assert.That(_heard, Does.Contain("sale: Window"));
        await EditAsync(Document("12:10:00", "12:30:00"));
        Assert.That(_flags.IsEnabled("sale"), Is.False, "at once");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(_flags.IsEnabled("sale"), Is.False);
        _time.Advance(TimeSpan.FromMinutes(7));
        Assert.That(_flags.IsEnabled("sale"), Is.True);
    }

    [Test]
    public async Task Edit_OfSomethingElse_IsNotNotifiedAsAWindow()
    {
        await StartAsync(_time);
        await EditAsync(Document("13:00:00", "14:00:00", "\"description\": \"other\","));
        Assert.That(_heard, Is.EqualTo(new[] { "banner: Definition" }));
    }

    [Test]
    public async Task Kill_WhileAWindowOpens_WinsOverIt()
    {
        await StartAsync(_time);
        await _flags.KillSwitch.KillAsync(new() { Flag = "sale", By = "ops", Reason = "errors" });
        _time.Advance(TimeSpan.FromHours(1));
        Assert.That(_flags.Evaluate("sale").Reason, Is.EqualTo(EvaluationReason.Killed));
        await _flags.KillSwitch.RestoreAsync(new() { Flag = "sale", By = "ops", Reason = "mended" });
        Assert.That(_flags.IsEnabled("sale"), Is.True);
    }

    private async Task StartAsync(TimeProvider time)
    {
        _flags = await FlagClient.StartAsync(o =>
        {
            (o.Environment, o.TimeProvider) = ("production", time);
            o.AddProvider(_source);
        });
        _flags.OnChange(changed => _heard.AddRange(changed.Flags.Select(f => $"{f.Flag}: {f.Cause}")));
    }

    private async Task EditAsync(string document)
    {
        _source.Update(document);
        await _flags.CatchUpAsync(CancellationToken.None);
    }

    private static string Document(string from, string until, string more = "") => $$"""
        { "schema": 1, "segments": { "week": { "all": [ { "from": "2026-11-20T{{from}}Z", "until": "2026-11-20T{{until}}Z" } ] } },
          "flags": {
            "sale": { "owner": "team", "created": "2026-11-01", "expires": "2027-01-01", "environments": { "production": {
                "rules": [ { "name": "week", "when": { "segment": "week" }, "serve": "on" } ] } } },
            "banner": { "owner": "team", "created": "2026-11-01", "expires": "2027-01-01", "requires": { "sale": "on" }, {{more}}
                "environments": { "production": { "serve": "on" } } } } }
        """;
}
