using System.Net;
using System.Text;
using Dataface.Flags.State;
using Dataface.Flags.Tests.Serving;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Tests.Http;

/// <summary>
/// What stands in for something shares nothing with it: polls with streams, kills with evidence, keys with whoever gives them.
/// </summary>
[TestFixture]
internal sealed class HeldBackStreamTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private HttpScenario _given = null!;

    private static IEnumerable<TestCaseData> Proxies =>
    [
        new TestCaseData((HttpListenerContext _) => true).SetArgDisplayNames("takes the request and never answers"),
        new TestCaseData((HttpListenerContext c) => Say(c, "")).SetArgDisplayNames("delivers only headers"),
        new TestCaseData((HttpListenerContext c) => Say(c, "event: hello\ndata: {\"heartbeatSeconds\":0.1}\n\n")).SetArgDisplayNames(
            "delivers the first word and no more"),
        new TestCaseData((HttpListenerContext c) => Say(c, "event: hello\ndata: {\"heartbeatSeconds\":0.1}\n\nevent: state\ndata: x\n\n"))
            .SetArgDisplayNames("spoils what comes"),
        new TestCaseData(HttpFault.Problem(502, "Bad gateway.")).SetArgDisplayNames("answers 502"),
        new TestCaseData(HttpFault.Problem(503, "No.", "60")).SetArgDisplayNames("answers 503 with Retry-After"),
        new TestCaseData(HttpFault.Problem(403, "No.")).SetArgDisplayNames("answers 403"),
        new TestCaseData((HttpListenerContext c) => Abort(c)).SetArgDisplayNames("closes at once"),
        new TestCaseData((HttpListenerContext c) => End(c)).SetArgDisplayNames("ends at once"),
        new TestCaseData((HttpListenerContext c) => Say(c, "event: hello\ndata: {\"heartbeatSeconds\":20}\n\n") && Abort(c))
            .SetArgDisplayNames("closes after the first word"),
    ];

    [SetUp]
    public void Make() => _given = new HttpScenario();

    [TearDown]
    public async Task End() => await _given.DisposeAsync();

    [TestCaseSource(nameof(Proxies)), Rule("a fallback shares nothing with what it stands in for")]
    public async Task Stream_NotToBeHadFromTheStart_IsReadyAndFollowsByAsking(Func<HttpListenerContext, bool> proxy)
    {
        _given.Server.Instead = HttpFault.OnStreams(proxy);
        var client = await _given.StartAsync(Impatient);
        Assert.That((client.Status.IsReady, client.IsEnabled("f")), Is.EqualTo((true, true)), "by the first plain request");
        await _given.ArrivesAsync(client);
        await _given.Server.State.ApplyAsync(HttpChange.Kill("g"), default);
        await Eventually.HoldsAsync(() => !client.IsEnabled("g"), "a kill from elsewhere has arrived");
        await Eventually.HoldsAsync(() => _given.Log.Count(8003) == 1, "it says that it asks");
        Assert.That(_given.Log.Count(8001), Is.LessThanOrEqualTo(1));
    }

    [TestCaseSource(nameof(Proxies)), Rule("a fallback shares nothing with what it stands in for")]
    public async Task Stream_NotToBeHadAndAnOutageAtTheStart_IsReadyWhenTheOutageIsOver(Func<HttpListenerContext, bool> proxy)
    {
        _given.Network.Cut();
        _given.Server.Instead = HttpFault.OnStreams(proxy);
        var client = await _given.StartAsync(Impatient);
        Assert.That(client.Status.IsReady, Is.False);
        _given.Network.Heal();
        await Eventually.HoldsAsync(() => client.IsEnabled("f") && HttpScenario.IsFresh(client), "it is ready");
        await _given.ArrivesAsync(client);
    }

    [TestCaseSource(nameof(Proxies))]
    public async Task Stream_NotToBeHadAndAnOutageLater_FollowsAgain(Func<HttpListenerContext, bool> proxy)
    {
        _given.Server.Instead = HttpFault.OnStreams(proxy);
        var client = await _given.StartAsync(Impatient);
        await Eventually.HoldsAsync(() => _given.Log.Count(8003) == 1, "it asks");
        _given.Network.Cut();
        await Eventually.HoldsAsync(() => HttpScenario.IsStale(client), "the outage shows");
        _given.Network.Heal();
        await _given.ArrivesAsync(client);
    }

    [Test]
    public async Task Stream_ClockIsSetBackWhileItAsks_IsTriedAgainAfterTwoMinutes()
    {
        var (time, isHeldBack) = (new ManualTimeProvider(DateTimeOffset.UtcNow), true);
        var clock = new SettableClock(time);
        _given.Server.Instead = HttpFault.OnStreams(context => isHeldBack && HttpFault.Problem(404, "No streams.")(context));
        var starting = _given.StartAsync(
            http => (http.RequestTimeout, http.HeartbeatTimeout) = (TimeSpan.FromMinutes(5), TimeSpan.FromDays(1)),
            o => (o.TimeProvider, o.StartupTimeout) = (clock, TimeSpan.FromMinutes(10)));
        await time.AdvanceUntilAsync(() => starting.IsCompleted && _given.Log.Count(8003) == 1, TimeSpan.FromMilliseconds(100));
        await starting;
        isHeldBack = false;
        clock.Offset = TimeSpan.FromDays(-365);
        await time.AdvanceUntilAsync(() => _given.Log.Count(8000) > 0, TimeSpan.FromSeconds(1));
    }

    [TestCase("0")]
    [TestCase("Thu, 01 Jan 2026 00:00:00 GMT")]
    public async Task Following_ServerThatSaysToRetryAtOnce_IsNotAskedWithoutAPause(string retryAfter)
    {
        _given.Server.Instead = HttpFault.Problem(503, "Busy.", retryAfter);
        await _given.StartAsync();
        await Eventually.HoldsAsync(() => _given.Log.Count(8001) > 0, "it says that it cannot follow");
        Assert.That(_given.Log.Events.First(e => e.Id == 8001).Text, Does.Not.Contain("next try in 00:00:00:"));
    }

    [Test, Rule("a fallback shares nothing with what it stands in for")]
    public async Task Evidence_AlwaysFails_KeepsNoKillFromTheServer()
    {
        _given.Server.Instead = c =>
            c.Request.Url!.AbsolutePath.Contains("evidence", StringComparison.Ordinal) && HttpFault.Problem(500, "Full.")(c);
        await using var connection = Connect.To(_given.Server.Address);
        var evidence = new Flags.Http.HttpGuardEvidenceStore(connection);
        for (var i = 0; i < 20; i++) Assert.That(
            async () => await evidence.ReadAsync(new("f", 1, DateTimeOffset.UnixEpoch), 0, default), Throws.Exception);
        var store = new Flags.Http.HttpFlagStateStore(connection);
        Assert.That((await store.ApplyAsync(HttpChange.Kill("f"), default)).Reach, Is.EqualTo(StateReach.Fleet));
        Assert.That((await store.LoadAsync("production", default)).Kills.Keys, Is.EqualTo(["f"]));
    }

    [Test]
    public async Task Kill_TheServerFailsWithOne_KeepsNoOtherFromIt()
    {
        _given.Server.Instead = c =>
            c.Request.Url!.AbsolutePath.Contains("/poison/", StringComparison.Ordinal) && HttpFault.Problem(500, "It breaks.")(c);
        var client = await _given.StartAsync(more: o => o.KillTimeout = TimeSpan.FromSeconds(2));
        var poison = client.KillSwitch.KillAsync(new() { Flag = "poison", By = "ops", Reason = "errors" }).AsTask();
        await Eventually.HoldsAsync(
            () => _given.Server.Requests.Count(r => r.Contains("/poison/", StringComparison.Ordinal)) > 3, "it is tried again and again");
        Assert.That((await client.KillSwitch.KillAsync(
            new() { Flag = "f", By = "ops", Reason = "errors" })).Reach, Is.EqualTo(StateReach.Fleet));
        Assert.That((await poison).Reach, Is.EqualTo(StateReach.Local));
    }

    [Test]
    public async Task Key_ProviderHangs_TimesOutAndRecovers()
    {
        var hangs = new TaskCompletionSource<string>();
        var asked = 0;
        var client = await _given.StartAsync(o =>
        {
            o.RequestTimeout = Short;
            o.StreamingEnabled = false;
            o.ApiKeyProvider = _ => Interlocked.Increment(ref asked) == 1 ? new(hangs.Task) : new("key");
        });
        await Eventually.HoldsAsync(() => client.IsEnabled("f"), "the next request asks again");
    }

    [Test]
    public async Task RequestTimeout_NotBelowStartupTimeout_IsRefusedWithWhatToWriteInstead()
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => FlagClient.StartAsync(o =>
        {
            (o.Environment, o.StartupTimeout) = ("production", TimeSpan.FromSeconds(4));
            o.UseHttp(_given.Server.Address, http => http.RequestTimeout = TimeSpan.FromSeconds(4));
        }));
        Assert.That(refusal!.Message, Does.Contain("RequestTimeout (00:00:04)").And.Contain("StartupTimeout (00:00:04)").And
            .Contain("00:00:02").And.Contain("00:00:08"));
        Assert.That(new HttpFlagOptions().RequestTimeout, Is.LessThan(new FlagClientOptions().StartupTimeout));
    }

    private static void Impatient(HttpFlagOptions o) => (o.RequestTimeout, o.HeartbeatTimeout) = (Short, null);

    /// <summary>Says something and then holds everything back.</summary>
    private static bool Say(HttpListenerContext context, string text)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.SendChunked = true;
        context.Response.OutputStream.Write(Encoding.UTF8.GetBytes(text));
        context.Response.OutputStream.Flush();
        return true;
    }

    private static bool Abort(HttpListenerContext context)
    {
        context.Response.Abort();
        return true;
    }

    private static bool End(HttpListenerContext context)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Close();
        return true;
    }
}
