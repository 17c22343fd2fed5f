using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Postgres.Tests.State;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Server.Tests.Experiments;
using Dataface.Flags.Server.Tests.Instances;
using Dataface.Flags.Server.Webhooks;
using Dataface.Flags.Sqlite.Connections;
using Dataface.Flags.Sqlite.Folder;
using Dataface.Flags.State;
using Dataface.Flags.Testing;
using Dataface.Flags.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dataface.Flags.Server.Tests.Webhooks;

/// <summary>What is told though nobody has done it, once for as long as it stands.</summary>
[TestFixture]
internal sealed class LookTests
{
    private ManualTimeProvider _time = null!;
    private TestServer _server = null!;
    private Receiver _receiver = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _time = new ManualTimeProvider(DateTimeOffset.UtcNow);
        _receiver = await Receiver.StartAsync();
        _server = await WebhookWorld.StartAsync(_time);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Test]
    public async Task Flag_Expires_IsNotifiedBeforeAndAfter()
    {
        await PublishAsync(TestDocument.Of("checkout"));
        await _server.MakeAsync("on-call", _receiver.Address, "flag.*");
        await LookAsync();
        Assert.That(_receiver.Types, Is.Empty);
        await PassAsync(TimeSpan.FromDays(50));
        await PassAsync(TimeSpan.FromDays(1));
        Assert.That(_receiver.Types, Is.EqualTo(new[] { "flag.expiring" }));
        var data = _receiver.All[0].Data;
        Assert.That(data.GetProperty("flag").GetString(), Is.EqualTo("checkout"));
        Assert.That(data.GetProperty("owner").GetString(), Is.EqualTo("team-tests"));
        Assert.That(data.GetProperty("fullyOn").GetBoolean(), Is.True);
        await PassAsync(TimeSpan.FromDays(10));
        await PassAsync(TimeSpan.FromDays(1));
        Assert.That(_receiver.Types, Is.EqualTo(new[] { "flag.expiring", "flag.expired" }));
    }

    [Test]
    public async Task Ramp_HeldADayTooLong_IsNotified()
    {
        await PublishAsync(TestDocument.WithRamp("checkout"));
        await _server.MakeAsync("on-call", _receiver.Address, "ramp.*");
        using var advanced = await _server.Admin.PostAsJsonAsync(
            "/api/flags/checkout/ramp", new { environment = "production", action = "advance", reason = "It is quiet." });
        await TestServer.JsonAsync(advanced);
        await PassAsync(TimeSpan.FromHours(24));
        Assert.That(_receiver.Types, Is.EqualTo(new[] { "ramp.advanced" }));
        await PassAsync(TimeSpan.FromHours(2));
        await PassAsync(TimeSpan.FromHours(2));
        Assert.That(InProduction().Select(message => message.Type), Is.EqualTo(new[] { "ramp.advanced", "ramp.held" }));
        var (told, held) = (InProduction()[0].Data, InProduction()[1].Data);
        Assert.That(held.GetProperty("rollout").GetString(), Is.EqualTo(told.GetProperty("rollout").GetString()));
        Assert.That(held.GetProperty("percent").GetDecimal(), Is.EqualTo(5m));
        Assert.That(held.GetProperty("paused").GetBoolean(), Is.False);
    }

    [Test]
    public async Task Ramp_NeverAdvanced_IsNotifiedThoughAnotherDocumentWasPublishedMeanwhile()
    {
        await PublishAsync(TestDocument.WithRamp("checkout"));
        await _server.MakeAsync("on-call", _receiver.Address, "ramp.*");
        await PassAsync(TimeSpan.FromHours(20));
        await PublishAsync(TestDocument.WithRamp("checkout") + " ");
        await PassAsync(TimeSpan.FromHours(6));
        await PassAsync(TimeSpan.FromHours(2));
        var held = InProduction().Single();
        Assert.That(held.Type, Is.EqualTo("ramp.held"));
        Assert.That(held.Data.GetProperty("stage").GetInt32(), Is.Zero);
        Assert.That(held.Data.GetProperty("percent").GetDecimal(), Is.EqualTo(1m));
    }

    [Test]
    public async Task Ramp_AtItsCeiling_IsNotHeld()
    {
        await PublishAsync(TestDocument.WithRamp("checkout").Replace("\"percent\": 50", "\"percent\": 10", StringComparison.Ordinal));
        await _server.MakeAsync("on-call", _receiver.Address, "ramp.held");
        for (var step = 0; step < 2; step++)
        {
            using var advanced = await _server.Admin.PostAsJsonAsync(
                "/api/flags/checkout/ramp", new { environment = "production", action = "advance", reason = "It is quiet." });
            await TestServer.JsonAsync(advanced);
        }

        await PassAsync(TimeSpan.FromDays(3));
        Assert.That(InProduction(), Is.Empty);
    }

    [Test]
    public async Task Trail_ThatTakesLongToVerify_HoldsUpNothingAndIsVerifiedInTheEnd()
    {
        var (began, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var time = new ManualTimeProvider();
        await using var verification = new TrailVerification(_ => ReadAsync(), time, NullLogger.Instance);
        var asked = verification.FaultAsync(default);
        await began.Task;
        await Eventually.HoldsAsync(() => HasEndedInTime(asked), "whoever asks goes on");
        Assert.That(await asked, Is.Null);
        goOn.SetResult();
        Assert.That(await verification.FaultAsync(default), Is.EqualTo("The disk has lost a part."));

        async IAsyncEnumerable<AuditRecord> ReadAsync()
        {
            began.TrySetResult();
            await goOn.Task;
            if (goOn.Task.IsCompleted) throw new InvalidDataException("The disk has lost a part.");
            yield break;
        }

        bool HasEndedInTime(Task task)
        {
            if (!task.IsCompleted) time.Advance(TrailVerification.Patience);
            return task.IsCompleted;
        }
    }

    [Test]
    public async Task Guard_Silent_IsNotifiedAndAgainAfterItWasHeard()
    {
        await PublishAsync(TestDocument.WithGuard("checkout"));
        await _server.MakeAsync("on-call", _receiver.Address, "guard.*");
        var client = await _server.App.Services.GetRequiredService<EnvironmentClients>().GetAsync("production", default);
        var rollout = GuardedRollout.In(client.Pin(), "production").Single().Id;
        var began = _time.GetUtcNow();
        using var begun = await _server.Admin.PostAsJsonAsync("/api/flags/checkout/ramp", new
        {
            environment = "production",
            action = "advance",
            reason = "It begins.",
            rollout,
            stage = 0,
            epoch = 1,
            share = 5000,
        });
        await TestServer.JsonAsync(begun);
        await LookAsync();
        Assert.That(_receiver.Types, Is.Empty);
        for (var hour = 0; hour < 2; hour++) await PassAsync(TimeSpan.FromHours(1));
        Assert.That(_receiver.Types, Is.EqualTo(new[] { "guard.silent" }));
        Assert.That(_receiver.All[0].Data.GetProperty("flag").GetString(), Is.EqualTo("checkout"));
        Assert.That(_receiver.All[0].Data.GetProperty("problem").GetString(), Is.Not.Empty);
        for (var look = 0; look < 5; look++)
        {
            await SeeAsync(rollout, began);
            await PassAsync(TimeSpan.FromMinutes(4));
        }

        Assert.That(_receiver.Types.Count(type => type == "guard.silent"), Is.EqualTo(1));
        await PassAsync(TimeSpan.FromHours(1));
        Assert.That(_receiver.Types.Count(type => type == "guard.silent"), Is.EqualTo(2));
    }

    [Test]
    public async Task Change_UnconfirmedByAnInstance_IsNotifiedWithItsName()
    {
        await _server.MakeAsync("on-call", _receiver.Address, "instance.*");
        var (id, token) = await Reports.BeginAsync(_server.Admin);
        using var killed = await _server.KillAsync("checkout");
        var sequence = (await TestServer.JsonAsync(killed)).GetProperty("sequence").GetInt64();
        await LookAsync();
        Assert.That(_receiver.Types, Is.Empty, "it may take a moment");
        await PassAsync(TimeSpan.FromSeconds(31));
        await PassAsync(TimeSpan.FromSeconds(31));
        Assert.That(_receiver.Types, Is.EqualTo(new[] { "instance.unconfirmed" }));
        var data = _receiver.All[0].Data;
        Assert.That(data.GetProperty("flag").GetString(), Is.EqualTo("checkout"));
        Assert.That(data.GetProperty("unconfirmed").GetInt32(), Is.EqualTo(1));
        Assert.That(data.GetProperty("instances")[0].GetString(), Does.StartWith("shop/"));
        (await Reports.SendAsync(_server.Admin, Reports.Body(2, sequence, token), id)).Dispose();
        await PassAsync(TimeSpan.FromSeconds(31));
        (await _server.KillAsync("search")).Dispose();
        await PassAsync(TimeSpan.FromSeconds(31));
        Assert.That(_receiver.Types, Has.Count.EqualTo(2), "another change is another occurrence");
    }

    [Test]
    public async Task Experiment_ReadyThenOverdue_IsNotifiedOnceEach()
    {
        await RunningExperiment.AddAsync(_server);
        await _server.MakeAsync("on-call", _receiver.Address, "experiment.*");
        await LookAsync();
        Assert.That(_receiver.Types, Is.Empty);
        await RunningExperiment.LoadAsync(_server);
        await PassAsync(TimeSpan.FromSeconds(61));
        await PassAsync(TimeSpan.FromSeconds(61));
        Assert.That(_receiver.Types, Is.EqualTo(new[] { "experiment.ready" }));
        Assert.That(_receiver.All[0].Data.GetProperty("experiment").GetString(), Is.EqualTo("one-page"));
        Assert.That(_receiver.All[0].Data.GetProperty("recommendation").GetString(), Is.EqualTo("ship"));
        await PassAsync(TimeSpan.FromDays(32));
        await PassAsync(TimeSpan.FromMinutes(2));
        Assert.That(_receiver.Types.Count(type => type == "experiment.overdue"), Is.EqualTo(1));
    }

    [Test]
    public async Task Experiment_WithABrokenGuardrailAndASampleMismatch_IsNotified()
    {
        await RunningExperiment.AddAsync(_server);
        await _server.MakeAsync("on-call", _receiver.Address, "experiment.*");
        var results = JsonSerializer.Serialize(ExperimentDocument.Results());
        using var document = JsonDocument.Parse(results);
        var kpis = document.RootElement.GetProperty("kpis").EnumerateArray().Select(Worse).ToList();
        var exposures = document.RootElement.GetProperty("exposures").EnumerateArray().Select(Fewer).ToList();
        using var loaded = await _server.Admin.PostAsJsonAsync("/api/experiments/one-page/kpis", new { kpis, exposures });
        Assert.That(loaded.IsSuccessStatusCode, Is.True, await loaded.Content.ReadAsStringAsync());
        await PassAsync(TimeSpan.FromSeconds(61));
        Assert.That(_receiver.Types, Does.Contain("experiment.guardrail_broken").And.Contain("experiment.sample_ratio"));
        var broken = _receiver.All.First(received => received.Type == "experiment.guardrail_broken").Data;
        Assert.That(broken.GetProperty("metric").GetString(), Is.EqualTo("errors"));
        Assert.That(broken.GetProperty("variant").GetString(), Is.EqualTo("on"));
    }

    [Test]
    public async Task Row_NotARecord_IsNotified()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await TestServer.StartAsync(null, ["--postgres", database.ConnectionString, .. WebhookWorld.Listed]);
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        await server.MakeAsync("on-call", _receiver.Address, "trail.*");
        await database.RunAsync(ForeignRow.Insert("""{"action":"kill","environment":"production","flag":"x"}""", 40));
        (await server.KillAsync("checkout")).Dispose();
        var looks = server.App.Services.GetRequiredService<WebhookLooks>();
        for (var i = 0; i < 2; i++)
        {
            await looks.RunAsync(default);
            await server.DeliverAsync();
        }

        Assert.That(_receiver.Types, Is.EqualTo(new[] { "trail.broken" }));
        Assert.That(_receiver.All[0].Data.GetProperty("problem").GetString(), Does.Contain("Row 40"));
    }

    [TestCase("UPDATE audit SET line = CAST(replace(CAST(line AS TEXT), 'checkout', 'checkin_') AS BLOB) WHERE flag = 'checkout'")]
    [TestCase("PRAGMA foreign_keys = OFF; DELETE FROM audit WHERE flag = 'checkout'")]
    public async Task Trail_ChangedBehindTheServer_IsNotifiedOnce(string sql)
    {
        using var folder = new TemporaryFolder();
        await using var server = await WebhookWorld.StartAsync(_time, folder["data"]);
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        await server.MakeAsync("on-call", _receiver.Address, "trail.*");
        (await server.KillAsync("checkout")).Dispose();
        var looks = server.App.Services.GetRequiredService<WebhookLooks>();
        await looks.RunAsync(default);
        using (var connection = SqliteConnections.OpenWriter(new ServerFolder(folder["data"]).Database)) connection.Execute(sql);
        await PassAsync(TimeSpan.FromHours(5));
        Assert.That(_receiver.Types, Is.Empty, "not yet");
        await PassAsync(TimeSpan.FromHours(2));
        await PassAsync(TimeSpan.FromSeconds(30));
        Assert.That(_receiver.Types, Is.EqualTo(new[] { "trail.broken" }));
        Assert.That(server.Log.Count(7164), Is.EqualTo(1));

        async Task PassAsync(TimeSpan time)
        {
            _time.JumpTo(_time.GetUtcNow() + time);
            await looks.RunAsync(default);
            await server.DeliverAsync();
        }
    }

    [Test]
    public async Task Look_ThatFails_HidesNoOther()
    {
        var store = _server.App.Services.GetRequiredService<ServerStorage>();
        await _server.MakeAsync("on-call", _receiver.Address);
        var found = StandingNotices.Of("flag.expired", "*", "old", new JsonObject());
        await using var looks = new WebhookLooks(
            store, [new Finding(() => throw new IOException("The disk is gone.")), new Finding(() => [found])], _time,
            NullLogger<WebhookLooks>.Instance);
        await looks.RunAsync(default);
        await _server.DeliverAsync();
        Assert.That(_receiver.Types, Is.EqualTo(new[] { "flag.expired" }));
    }

    private static Dictionary<string, JsonElement> Worse(JsonElement row)
    {
        var members = row.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.Clone());
        if (members["metric"].GetString() != "errors" || members["variant"].GetString() != "on") return members;
        members["sum"] = JsonElement.Parse("1500.0");
        members["sumOfSquares"] = JsonElement.Parse("1500.0");
        members["crossSum"] = JsonElement.Parse("3000.0");
        return members;
    }

    private static Dictionary<string, JsonElement> Fewer(JsonElement row)
    {
        var members = row.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.Clone());
        if (members["variant"].GetString() == "on") members["units"] = JsonElement.Parse("2400");
        return members;
    }

    private async Task SeeAsync(string rollout, DateTimeOffset start)
    {
        var unit = Random.Shared.NextInt64().ToString("x16", CultureInfo.InvariantCulture);
        var report = new
        {
            epoch = new { rollout, number = 1, start },
            instance = Guid.NewGuid(),
            sequence = 1,
            observations = new object[][] { ["seen", 0, unit, 0], ["seen", -1, unit[1..] + "0", 0] },
        };
        using var answer = await _server.Admin.PostAsJsonAsync("/api/guard/evidence", report);
        Assert.That(answer.IsSuccessStatusCode, Is.True, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>In the other environment nobody does anything.</summary>
    private List<Received> InProduction() =>
        [.. _receiver.All.Where(received => received.Data.GetProperty("environment").GetString() == "production")];

    private async Task PublishAsync(string document)
    {
        (await _server.PublishAsync(document)).Dispose();
        await _server.App.Services.GetRequiredService<EnvironmentClients>().RefreshAsync(default);
    }

    private async Task PassAsync(TimeSpan time)
    {
        // What is on its way would otherwise have taken all that time.
        await _server.DeliverAsync();
        _time.JumpTo(_time.GetUtcNow() + time);
        await LookAsync();
    }

    private async Task LookAsync()
    {
        await _server.App.Services.GetRequiredService<WebhookLooks>().RunAsync(default);
        await _server.DeliverAsync();
    }

    private sealed class Finding(Func<IReadOnlyList<StandingNotice>> look) : ILook
    {
        public Task<IReadOnlyList<StandingNotice>> LookAsync(CancellationToken cancellationToken) => Task.FromResult(look());
    }
}
