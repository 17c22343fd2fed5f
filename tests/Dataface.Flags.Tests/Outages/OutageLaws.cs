using Dataface.Flags.Http;
using Dataface.Flags.Providers;
using Dataface.Flags.State;
using Dataface.Flags.Tests.Guard;
using Dataface.Flags.Tests.Serving;
using Dataface.Flags.Tests.State;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Tests.Outages;

/// <summary>
/// One cause, one line when it begins and one when it is over, for a whole client: sources, state, kills on their way, evidence,
/// ramps, exposures and keys, over half an hour of the manual clock.
/// </summary>
[TestFixture]
internal sealed class OutageLaws
{
    private const int Over = 3006;

    /// <summary>A minute more than the half hour that is to be told: an outage begins with the first attempt that fails.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromMinutes(31);

    private ManualTimeProvider _time = null!;
    private LogRecorder _log = null!;
    private TemporaryFolder _folder = null!;

    private IEnumerable<(int Id, LogLevel Level, string Text)> Errors => _log.Events.Where(e => e.Level >= LogLevel.Error);

    [SetUp]
    public void Make() => (_time, _log, _folder) = (new(), new(), new());

    [TearDown]
    public void Remove() => _folder.Dispose();

    [TestCase(Fault.Down)]
    [TestCase(Fault.Hangs)]
    [TestCase(Fault.Unauthorized)]
    [TestCase(Fault.Forbidden)]
    [TestCase(Fault.Unavailable)]
    [TestCase(Fault.NotTrusted)]
    [TestCase(Fault.Garbage)]
    [TestCase(Fault.DownAndHangs)]
    [Rule("one cause, one log line")]
    public async Task Server_FaultyForHalfAnHour_GivesOneErrorAndOneLineWhenItIsOver(Fault fault)
    {
        using var server = new UnsteadyServer();
        await using var client = await StartAsync(o => UseServer(o, server));
        await RunAsync(() => client.Status is { IsReady: true, IsStateStale: false }, TimeSpan.FromMinutes(1));
        Assert.That(Errors, Is.Empty);

        server.Fault = fault;
        await OutlastAsync(client);
        Assert.That(Errors.Count(), Is.EqualTo(1), string.Join('\n', Errors));
        Assert.That(_log.Count(Over), Is.Zero, "it is not over");

        server.Fault = Fault.None;
        await RunAsync(() => _log.Count(Over) > 0 && client.Status is { IsStateStale: false }
            && !client.Status.Providers[0].IsStale, TimeSpan.FromMinutes(5));
        Assert.That(_log.Count(Over), Is.EqualTo(1));
        Assert.That(Errors.Count(), Is.EqualTo(1), string.Join('\n', Errors));
        Assert.That(_log.Events.Single(e => e.Id == Over).Text,
            Does.Match("works again after 00:3.:... Failed attempts: [0-9]+"));
    }

    [Test, Rule("one cause, one log line")]
    public async Task Server_DownFromTheStart_GivesOneErrorAndOneLineWhenItIsOver()
    {
        using var server = new UnsteadyServer { Fault = Fault.Down };
        await using var client = await StartAsync(o => UseServer(o, server));
        await OutlastAsync(client);
        server.Fault = Fault.None;
        await RunAsync(() => _log.Count(Over) > 0 && client.Status is { IsReady: true, IsStateStale: false }, TimeSpan.FromMinutes(5));
        Assert.That((Errors.Count(), _log.Count(Over)), Is.EqualTo((1, 1)), string.Join('\n', Errors));
    }

    [Test]
    public async Task Key_UnreadableForHalfAnHour_LogsOnceAndOnRecovery()
    {
        using var server = new UnsteadyServer();
        var isGone = false;
        await using var client = await StartAsync(
            o => UseServer(o, server, http => http.ApiKeyProvider = _ =>
                isGone ? throw new HttpRequestException("The vault is sealed.") : new("dff_key")));
        isGone = true;
        server.Fault = Fault.Down;
        server.Fault = Fault.None;
        await OutlastAsync(client);
        isGone = false;
        await RunAsync(() => _log.Count(Over) > 0 && !client.Status.IsStateStale, TimeSpan.FromMinutes(5));
        Assert.That((Errors.Count(), _log.Count(Over)), Is.EqualTo((1, 1)), string.Join('\n', Errors));
        Assert.That(Errors.Single().Text, Does.Contain("ApiKeyProvider has failed: The vault is sealed."));
    }

    [Test]
    public async Task Server_AnswersOtherwiseDuringTheOutage_IsLogged()
    {
        using var server = new UnsteadyServer();
        await using var client = await StartAsync(o => UseServer(o, server));
        server.Fault = Fault.Down;
        await RunAsync(() => client.Status.IsStateStale, TimeSpan.FromMinutes(5));
        server.Fault = Fault.Unauthorized;
        await RunAsync(() => Errors.Count() > 1, TimeSpan.FromMinutes(5));
        Assert.That(Errors.Last().Text, Does.Contain("401"));
    }

    [Test]
    public async Task StateStore_CutOff_GivesOneErrorAndOneLineHoweverManyKillsWait()
    {
        var store = new UnreliableStore();
        await using var client =
            await StartAsync(o => o.AddProvider(new InMemoryFlagConfigProvider(GuardScenario.Document())).UseStateStore(store));
        store.IsCut = true;
        for (var i = 0; i < 20; i++) await client.KillSwitch.KillAsync(new() { Flag = $"k{i}", By = "ops", Reason = "errors" });
        await RunAsync(TimeSpan.FromMinutes(10));
        store.IsCut = false;
        await RunAsync(() => _log.Count(2003) == 20 && _log.Count(Over) > 0, TimeSpan.FromMinutes(5));
        Assert.That((Errors.Count(), _log.Count(Over)), Is.EqualTo((1, 1)), string.Join('\n', Errors));
    }

    [Test, Platform(Exclude = "Win")]
    public async Task Files_Unreadable_GiveOneErrorEachAndOneLineEach()
    {
        var (flags, kills) = (_folder["flags.json"], _folder["kills"]);
        await File.WriteAllTextAsync(flags, ServingDocument.On());
        await File.WriteAllTextAsync(kills, "g");
        await using var client = await StartAsync(o =>
        {
            o.UseFile(flags);
            o.KillFile = kills;
        });
        foreach (var path in new[] { flags, kills })
        {
            File.Delete(path);
            Directory.CreateDirectory(path);
        }

        await RunAsync(() => Errors.Count() >= 2, Outage);
        await RunAsync(Outage);
        Assert.That(Errors.Count(), Is.EqualTo(2), string.Join('\n', Errors));
        foreach (var path in new[] { flags, kills })
        {
            await File.WriteAllTextAsync(path + ".new", path == flags ? ServingDocument.On() : "g");
            Directory.Delete(path);
            File.Move(path + ".new", path);
        }

        await RunAsync(() => _log.Count(Over) == 2, TimeSpan.FromMinutes(5));
        Assert.That(Errors.Count(), Is.EqualTo(2), string.Join('\n', Errors));
    }

    [Test]
    public async Task Server_Down_IsAskedAtGrowingIntervalsByEachPart()
    {
        using var server = new UnsteadyServer();
        await using var client = await StartAsync(o => UseServer(o, server));
        server.Fault = Fault.Down;
        await RunAsync(TimeSpan.FromMinutes(5));
        var asked = server.Requests;
        var before = _log.Events.Count(e => e.Id is 2004 or 3001);
        await RunAsync(TimeSpan.FromMinutes(10));
        Assert.That(_log.Events.Count(e => e.Id is 2004 or 3001) - before, Is.LessThan(2 * 10 * 60 / 10),
            "no failure of the connection ends the waits of others");
        Assert.That(server.Requests - asked, Is.LessThan(10 * 60 * 2), "evidence every second, with its pauses, and little else");
    }

    private static void UseServer(FlagClientOptions o, UnsteadyServer server, Action<HttpFlagOptions>? more = null)
    {
        o.UseHttp("https://flags.example.com", http =>
        {
            http.HttpMessageHandler = server;
            http.HeartbeatTimeout = TimeSpan.FromDays(1);
            more?.Invoke(http);
        });
        o.UseExposureServer("https://flags.example.com", http => http.HttpMessageHandler = server);
        (o.UnitSecret, o.Exposures.Scope) = ("0123456789abcdef", Dataface.Flags.Exposures.ExposureScope.AllFlags);
    }

    private async Task<FlagClient> StartAsync(Action<FlagClientOptions> configure)
    {
        var starting = FlagClient.StartAsync(
            o =>
            {
                (o.Environment, o.TimeProvider) = ("production", _time);
                configure(o);
            },
            _log);
        await RunAsync(() => starting.IsCompleted, TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(50));
        return await starting;
    }

    /// <summary>Half an hour in which everything that a client does is tried.</summary>
    private async Task OutlastAsync(FlagClient client)
    {
        for (var minute = 0; minute < Outage.TotalMinutes; minute++)
        {
            var kill = minute == 1 ? client.KillSwitch.KillAsync(
                new() { Flag = "other", By = "ops", Reason = "errors" }).AsTask() : Task.CompletedTask;
            client.IsEnabled("f", EvaluationContext.ForUser($"user-{minute}"));
            await RunAsync(TimeSpan.FromMinutes(1));
            await RunAsync(() => kill.IsCompleted, TimeSpan.FromMinutes(1));
        }
    }

    private Task RunAsync(TimeSpan time) => RunAsync(() => false, time);

    /// <summary>
    /// Moves the clock on, two seconds at a time, until something holds, or for so long. Whatever can run, runs before the next step.
    /// </summary>
    private async Task RunAsync(Func<bool> until, TimeSpan atMost, TimeSpan? step = null)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        for (var end = _time.GetUtcNow() + atMost; !until() && _time.GetUtcNow() < end;)
        {
            _time.Advance(step ?? TimeSpan.FromSeconds(2));
            do await tick.WaitForNextTickAsync();
            while (ThreadPool.PendingWorkItemCount > 0);
        }
    }
}
