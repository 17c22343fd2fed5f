using Dataface.Flags.State;
using Dataface.Flags.Tests.Serving;

namespace Dataface.Flags.Tests.Http;

/// <summary>Whatever happens between client and server: evaluations go on, what was received stays, and what was missed arrives.</summary>
[TestFixture]
internal sealed class HttpFaultTests
{
    private HttpScenario _given = null!;

    [SetUp]
    public void Make() => _given = new HttpScenario();

    [TearDown]
    public async Task End() => await _given.DisposeAsync();

    [Test, Rule("no evaluation waits for the network")]
    public async Task Network_Cut_StaysInForceShowsItsAgeAndMissesNothing()
    {
        var client = await _given.StartAsync();
        using var evaluations = new SteadyEvaluations(client);
        var before = await _given.Server.CursorAsync();
        _given.Network.Cut();
        await Eventually.HoldsAsync(() => HttpScenario.IsStale(client), "the failure shows");
        Assert.That(client.IsEnabled("f"));
        await _given.Server.State.ApplyAsync(HttpChange.Kill("f"), default);
        _given.Network.Heal();
        await Eventually.HoldsAsync(() => !client.IsEnabled("f") && HttpScenario.IsFresh(client), "the kill has arrived");
        Assert.That(_given.Server.Requests, Has.Member($"GET /api/flags/production/stream {before}"), "it went on where it was");
    }

    [Test]
    public async Task Network_ClosedOnce_IsNotAFailure()
    {
        var client = await _given.StartAsync();
        _given.Network.CloseAll();
        await _given.ArrivesAsync(client);
        Assert.That((_given.Log.Count(8000), _given.Log.Count(8001)), Is.EqualTo((2, 0)), string.Join("\n", _given.Log.Events));
    }

    [Test]
    public async Task Stream_RefusedWhileTheServerRestarts_IsOpenedAgain()
    {
        using var start = new StartingServer();
        var client = await _given.StartAsync(o => o.HttpMessageHandler = start);
        start.Refusals = 2;
        _given.Network.CloseAll();

        // The plain requests between are answered, as by a server that has come back meanwhile.
        await Eventually.HoldsAsync(() => _given.Log.Count(8000) == 2, "changes are streamed again");
        Assert.That((start.Refusals, _given.Log.Count(8003)), Is.EqualTo((0, 0)), "it never went over to asking");
        await _given.ArrivesAsync(client);
    }

    [Test]
    public async Task Server_FrozenForAWhile_IsStreamedAgain()
    {
        var client = await _given.StartAsync(o => o.RequestTimeout = TimeSpan.FromMilliseconds(300));
        var (unanswered, isFrozen) = (0, true);
        _given.Server.Instead = context =>
        {
            // It thaws while a stream has just been given up, and before a plain request is.
            var isPlain = !context.Request.Url!.AbsolutePath.EndsWith("/stream", StringComparison.Ordinal);
            if (isFrozen && isPlain && ++unanswered > 1) isFrozen = false;
            return isFrozen;
        };
        _given.Network.CloseAll();
        await Eventually.HoldsAsync(() => _given.Log.Count(8000) == 2, "changes are streamed again");
        Assert.That((unanswered, _given.Log.Count(8003)), Is.EqualTo((2, 0)), "it never went over to asking");
        await _given.ArrivesAsync(client);
    }

    [Test]
    public async Task Stream_NotAnsweredOnce_IsOpenedAgain()
    {
        var asked = 0;
        _given.Server.Instead = HttpFault.OnStreams(_ => asked++ == 0);
        var client = await _given.StartAsync(o => o.RequestTimeout = TimeSpan.FromMilliseconds(300));
        await Eventually.HoldsAsync(() => _given.Log.Count(8000) == 1, "changes are streamed");
        Assert.That(_given.Log.Count(8003), Is.Zero, "it never went over to asking");
        await _given.ArrivesAsync(client);
    }

    [Test, Rule("no evaluation waits for the network")]
    public async Task Network_Silent_IsNoticedByTheHeartbeat()
    {
        var client = await _given.StartAsync();
        using var evaluations = new SteadyEvaluations(client);
        _given.Network.Stall();
        await Eventually.HoldsAsync(() => HttpScenario.IsStale(client), "the silence shows");
        Assert.That(_given.Log.Events.First(e => e.Id == 8001).Text, Does.Contain("heartbeat"));
        Assert.That(client.IsEnabled("f"));
        _given.Network.Heal();
        await _given.ArrivesAsync(client);
    }

    [Test]
    public async Task Server_GivesNoSignOfLifeForThreeHeartbeats_IsDead()
    {
        _given.Server.HeartbeatSeconds = 0.2;
        var client = await _given.StartAsync(o => o.HeartbeatTimeout = null);
        _given.Network.Stall();
        await Eventually.HoldsAsync(() => HttpScenario.IsStale(client), "the silence shows");
        Assert.That(_given.Log.Events.First(e => e.Id == 8001).Text, Does.Contain("00:00:00.6"));
    }

    [Test]
    public async Task Server_AcceptsAndNeverAnswers_TimesOutAndRecovers()
    {
        var client = await _given.StartAsync(o => o.RequestTimeout = TimeSpan.FromMilliseconds(300));
        using var evaluations = new SteadyEvaluations(client);
        _given.Server.Instead = _ => true;
        _given.Network.CloseAll();
        await Eventually.HoldsAsync(() => HttpScenario.IsStale(client), "the failure shows");
        Assert.That(_given.Log.Events.First(e => e.Id == 8001).Text, Does.Contain("has not answered within 00:00:00.3"));
        _given.Server.Instead = null;
        await _given.ArrivesAsync(client);
    }

    [TestCase("event: state\ndata: nonsense\n\n")]
    [TestCase("event: snapshot\ndata: {\"environment\":\"staging\",\"cursor\":\".9.9\"}\n\n")]
    [TestCase("event: snapshot\ndata: {\"environment\":\"production\",\"cursor\":\".9.9\",\"state\":{}}\n\n")]
    [TestCase("event: hello\ndata: {}\n\n")]
    [TestCase("event: bye\ndata: []\n\n")]
    public async Task Stream_Garbage_ChangesNothingAndIsReadAgain(string garbage)
    {
        var client = await _given.StartAsync();
        _given.Server.Push(garbage);
        await Eventually.HoldsAsync(() => _given.Log.Count(8001) > 0, "the failure was logged");
        Assert.That(_given.Log.Events.First(e => e.Id == 8001).Text, Does.Contain("cannot be used"));
        Assert.That(client.IsEnabled("f"));
        await _given.ArrivesAsync(client);
    }

    [Test]
    public async Task Stream_StateOfMissingDefinitions_IsReadAgain()
    {
        var client = await _given.StartAsync();
        _given.Server.Push("""
            event: state
            data: {"environment":"production","cursor":".9.9","state":{"sequence":9,"lineage":"","kills":{},"ramps":{},"restores":{}}}


            """);
        await Eventually.HoldsAsync(() => _given.Log.Count(8001) > 0, "the gap was noticed");
        await _given.ArrivesAsync(client);
    }

    [Test]
    public async Task Stream_EndsInTheMiddleOfAnEvent_ChangesNothingAndIsReadAgain()
    {
        var client = await _given.StartAsync();
        _given.Server.End("event: snapshot\nid: .9.9\ndata: {\"environment\":\"production\",\"cursor\":\".9.9\",\"definitions\":null");
        await _given.ArrivesAsync(client);
        Assert.That(_given.Log.Count(8001), Is.Zero);
    }

    [Test]
    public async Task Stream_EventOfALaterVersion_IsPassedOver()
    {
        var client = await _given.StartAsync();
        _given.Server.Push("event: weather\ndata: sunny\n\n");
        await _given.ArrivesAsync(client);
        Assert.That((_given.Log.Count(8000), _given.Log.Count(8001)), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task Stream_Bye_ComesBackInTheTimeAskedForWithoutFailure()
    {
        var client = await _given.StartAsync();
        _given.Server.End("event: bye\ndata: {\"reconnectWithinMs\":50}\n\n");
        await _given.ArrivesAsync(client);
        Assert.That((_given.Log.Count(8006), _given.Log.Count(8001)), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task Server_500s_IsNotReadyAndRecoversByItself()
    {
        _given.Server.Instead = HttpFault.Problem(500, "It has broken.");
        var client = await _given.StartAsync();
        Assert.That((client.Status.IsReady, client.IsEnabled("f")), Is.EqualTo((false, false)));
        Assert.That(client.Status.Providers[0].Problem, Does.Contain("500: It has broken."));
        _given.Server.Instead = null;
        await Eventually.HoldsAsync(() => client.IsEnabled("f") && HttpScenario.IsFresh(client), "it has recovered");
    }

    [Test]
    public async Task Server_AnswersTooMuch_IsRefusedAndWhatWasReceivedStays()
    {
        var client = await _given.StartAsync(o => o.MaxResponseBytes = 2000);
        _given.Server.Publish(ServingDocument.OnToday(more: $"\"description\": \"{new string('x', 3000)}\","));
        await Eventually.HoldsAsync(() => HttpScenario.IsStale(client), "it shows");
        Assert.That(client.Status.Providers[0].Problem, Does.Contain("MaxResponseBytes"));
        Assert.That(client.IsEnabled("f"));
        await _given.ArrivesAsync(client);
    }

    [Test]
    public async Task Replica_Behind_ChangesNothingAndShowsUntilItHasCaughtUp()
    {
        var client = await _given.StartAsync();
        var old = ContractJson.Feed("production", "", _given.Server.Document, await _given.Server.State.LoadAsync("production", default));
        await _given.Server.State.ApplyAsync(HttpChange.Kill("f"), default);
        await Eventually.HoldsAsync(() => !client.IsEnabled("f"), "the kill has arrived");
        _given.Server.Push($"event: snapshot\ndata: {old}\n\n");
        await Eventually.HoldsAsync(() => HttpScenario.IsStale(client), "the old state was noticed");
        Assert.That(client.IsEnabled("f"), Is.False);
        var caughtUp = ContractJson.Feed(
            "production", "", _given.Server.Document, await _given.Server.State.LoadAsync("production", default));
        _given.Server.Push($"event: snapshot\ndata: {caughtUp}\n\n");
        await Eventually.HoldsAsync(() => HttpScenario.IsFresh(client), "it has caught up with what is here");
        Assert.That((client.IsEnabled("f"), _given.Log.Count(8001)), Is.EqualTo((false, 1)));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Server_RestoredWithoutRecover_ShowsThatNoChangeArrivesAndWhatToDo(bool isStreamed)
    {
        var old = ContractJson.Feed("production", "", _given.Server.Document, await _given.Server.State.LoadAsync("production", default));
        await _given.Server.State.ApplyAsync(HttpChange.Kill("g"), default);
        var client = await _given.StartAsync(o => o.StreamingEnabled = isStreamed);
        var polls = 0;
        _given.Server.Instead = context =>
        {
            if (context.Request.Url!.AbsolutePath.EndsWith("/stream", StringComparison.Ordinal)) return false;
            Interlocked.Increment(ref polls);
            ContractJson.AnswerAsync(context, old).GetAwaiter().GetResult();
            return true;
        };
        if (isStreamed) _given.Server.Push($"event: snapshot\ndata: {old}\n\n");
        await Eventually.HoldsAsync(() => HttpScenario.IsStale(client), "it shows");
        Assert.That(client.Status.Providers[0].Problem, Does.Contain("recover"));
        if (!isStreamed) await Eventually.HoldsAsync(() => Volatile.Read(ref polls) > 3, "it is asked on and on");
        Assert.That(_given.Log.Events.Count(e => e.Id == 8001 && e.Level == Microsoft.Extensions.Logging.LogLevel.Error), Is.EqualTo(1));
        Assert.That(HttpScenario.IsStale(client));
    }

    [Test]
    public async Task Server_RestoredFromABackup_IsFollowed()
    {
        await _given.Server.State.ApplyAsync(HttpChange.Kill("f"), default);
        var client = await _given.StartAsync();
        Assert.That(client.IsEnabled("f"), Is.False);
        var restored = ContractJson.Feed("production", "b", _given.Server.Document, FlagState.Empty);
        _given.Server.Lineage = "b";
        _given.Server.Push($"event: snapshot\ndata: {restored}\n\n");
        await Eventually.HoldsAsync(() => client.IsEnabled("f") || _given.Log.Count(8005) > 0, "what the backup says counts");
        Assert.That(_given.Log.Count(8005), Is.EqualTo(1));
    }

    [TestCase(404)]
    [TestCase(405)]
    [TestCase(406)]
    public async Task Stream_NotToBeHad_IsAskedForInstead(int status)
    {
        _given.Server.Instead = HttpFault.OnStreams(HttpFault.Problem(status, "No streams."));
        var client = await _given.StartAsync();
        Assert.That(client.IsEnabled("f"));
        await _given.ArrivesAsync(client);
        await Eventually.HoldsAsync(
            () => _given.Server.Requests.Contains("GET /api/flags/production \".2.0\""), "it asks for what is newer only");
        Assert.That((_given.Log.Count(8003), _given.Log.Count(8001)), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task Stream_HeldBackByAProxy_IsAskedForInstead()
    {
        _given.Server.Instead = HttpFault.OnStreams(_ => true);
        var client = await _given.StartAsync(o => o.RequestTimeout = TimeSpan.FromMilliseconds(300));
        await _given.ArrivesAsync(client);
        await Eventually.HoldsAsync(() => _given.Log.Count(8003) == 1, "it asks, since a second stream was held back, too");
    }
}

/// <summary>Changes that others make.</summary>
internal static class HttpChange
{
    public static StateChange Kill(string flag) => new()
    {
        Action = StateAction.Kill,
        Environment = "production",
        Flag = flag,
        By = "ops",
        From = "elsewhere",
        Reason = "errors",
        At = DateTimeOffset.UnixEpoch,
    };
}
