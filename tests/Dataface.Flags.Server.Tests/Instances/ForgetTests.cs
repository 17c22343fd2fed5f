using System.Net;
using System.Text.Json;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Server.Instances;
using Dataface.Flags.Server.Tests.Board;
using Dataface.Flags.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Instances;

/// <summary>An operator says that an instance is gone, and from then on no kill is unconfirmed because of it.</summary>
[TestFixture]
internal sealed class ForgetTests
{
    private TemporaryFolder _folder = null!;
    private ManualTimeProvider _time = null!;
    private TestServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        (_folder, _time) = (new TemporaryFolder(), new ManualTimeProvider(DateTimeOffset.UtcNow));
        _server = await StartServerAsync();
        (await _server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Test, Rule("operators can believe the answer")]
    public async Task Forget_SilentInstance_KeepsNoKillUnconfirmedAndIsInTheTrail()
    {
        var ghost = await GhostAsync();
        var (id, token) = await Reports.BeginAsync(_server.Admin);
        using var killed = await _server.KillAsync("checkout");
        var sequence = (await TestServer.JsonAsync(killed)).GetProperty("sequence").GetInt64();
        (await Reports.SendAsync(_server.Admin, Reports.Body(2, sequence, token), id)).Dispose();
        Assert.That((await ConfirmationAsync(sequence)).GetProperty("silent").GetInt32(), Is.EqualTo(1));

        using var forgotten = await Reports.ForgetAsync(_server.Admin, ghost);
        Assert.That((await TestServer.JsonAsync(forgotten)).GetProperty("name").GetString(), Does.StartWith("ghost/"));
        var confirmation = await ConfirmationAsync(sequence);
        Assert.That(confirmation.GetProperty("silent").GetInt32(), Is.Zero);
        Assert.That(confirmation.GetProperty("confirmed").GetInt32(), Is.EqualTo(1));
        Assert.That(await Reports.StatusesAsync(_server), Is.EqualTo(new[] { "current" }));
        var record = (await _server.HistoryAsync("action=configure"))[0];
        Assert.That(record.GetProperty("by").GetString(), Is.EqualTo("ada (key first-admin)"));
        Assert.That(record.GetProperty("reason").GetString(), Does.Match(
            $"^forgot the instance 'ghost/[0-9a-f]{{4}}' \\({ghost}\\) of the key 'first-admin' in production, silent for 180 s: "
            + "its host is gone$"));
    }

    [Test]
    public async Task Forget_InstanceThatStillReports_IsRefusedWithWhatToDo()
    {
        var (id, _) = await Reports.BeginAsync(_server.Admin);
        using var answer = await Reports.ForgetAsync(_server.Admin, id);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(await DetailAsync(answer), Does.Match(
            "^The instance 'shop/[0-9a-f]{4}' reported 0 s ago, so its next report would list it again\\. Shut it down: .+"
            + "when it has not reported for 90 s\\.$"));
        Assert.That(await Reports.StatusesAsync(_server), Has.Length.EqualTo(1));
        Assert.That(await _server.HistoryAsync("action=configure"), Is.Empty);
    }

    [Test]
    public async Task Forget_InstanceThatIsNotThere_SaysWhereToLook()
    {
        var ghost = await GhostAsync();
        (await Reports.ForgetAsync(_server.Admin, ghost)).Dispose();
        foreach (var id in new object[] { ghost, Guid.NewGuid(), "ghost" })
        {
            using var answer = await Reports.ForgetAsync(_server.Admin, id);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
            Assert.That(await DetailAsync(answer), Does.StartWith($"There is no instance '{id}' in 'production': ")
                .And.Contain("'dataface-flags instances --json'"));
        }
    }

    [Test, Rule("confinement is complete")]
    public async Task Forget_ByAKeyThatMayNotKillThere_IsRefusedAndChangesNothing()
    {
        var ghost = await GhostAsync();
        using var reader = _server.Client(await _server.MakeKeyAsync("reader", "read"));
        using var staging = _server.Client(await _server.MakeKeyAsync(
            new { name = "staging", scopes = new[] { "read", "operate" }, environment = "staging" }));
        foreach (var (by, environment) in new[] { (reader, "production"), (staging, "production"), (staging, "staging") })
        {
            using var answer = await Reports.ForgetAsync(by, ghost, environment);
            Assert.That(answer.StatusCode, Is.EqualTo(
                environment == "staging" ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden), "it is not in the other environment");
        }

        Assert.That(await Reports.StatusesAsync(_server), Is.EqualTo(new[] { "silent" }));
    }

    [Test, Rule("operators can believe the answer")]
    public async Task Forget_ThenTheServerIsStartedAgain_StaysForgottenUntilTheInstanceReports()
    {
        var (id, token) = await Reports.BeginAsync(_server.Admin, Reports.Body(service: "ghost"));
        _time.JumpTo(_time.GetUtcNow().AddMinutes(3));
        var secret = _server.AdminSecret;
        await RestartAsync();
        using var admin = _server.Client(secret);
        Assert.That(await Reports.StatusesAsync(_server, admin), Is.EqualTo(new[] { "silent" }));
        (await Reports.ForgetAsync(admin, id)).EnsureSuccessStatusCode().Dispose();
        await RestartAsync();
        using var again = _server.Client(secret);
        Assert.That(await Reports.StatusesAsync(_server, again), Is.Empty);
        (await Reports.SendAsync(again, Reports.Body(2, 0, token), id)).EnsureSuccessStatusCode().Dispose();
        Assert.That(await Reports.StatusesAsync(_server, again), Has.Length.EqualTo(1));
        await RestartAsync();
        using var last = _server.Client(secret);
        Assert.That(await Reports.StatusesAsync(_server, last), Has.Length.EqualTo(1), "it is kept, too");
    }

    [Test, Rule("operators can believe the answer")]
    public async Task Forget_OnOneReplica_IsForgottenByTheOtherUntilTheInstanceReports()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var first = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        await using var second = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        using var other = second.Client(first.AdminSecret);
        var (instances, time, id) = (first.App.Services.GetRequiredService<KnownInstances>(), TimeProvider.System, Guid.NewGuid());
        instances.Of("production").TryTake(
            new()
            {
                Id = id,
                Key = "first-admin",
                Report = new("production", "ghost", "1", "test/1", time.GetUtcNow(), 1, "", 0),
                HeardAt = time.GetTimestamp() - (time.TimestampFrequency * 600),
            },
            isOwn: true);
        instances.Tell();
        await Eventually.HoldsAsync(() => Reports.StatusesAsync(second, other).Result is ["silent"], "the other replica knows it");

        (await Reports.ForgetAsync(other, id)).EnsureSuccessStatusCode().Dispose();
        Assert.That(await Reports.StatusesAsync(second, other), Is.Empty);
        await Eventually.HoldsAsync(() => Reports.StatusesAsync(first).Result.Length == 0, "the first has forgotten it as well");

        var token = first.App.Services.GetRequiredService<InstanceTokens>().Make(id, "first-admin", "production");
        (await Reports.SendAsync(other, Reports.Body(2, 0, token), id)).EnsureSuccessStatusCode().Dispose();
        await Eventually.HoldsAsync(() => Reports.StatusesAsync(first).Result.Length == 1, "it is there again");
    }

    [Test]
    public async Task ForgetPage_OfASilentInstance_AsksForAReasonAndForgetsIt()
    {
        var ghost = await GhostAsync();
        var page = $"/instances/production/{ghost}/forget";
        using var reader = await BoardVisitor.SignInAsync(_server, await _server.MakeKeyAsync("reader", "read"));
        Assert.That(await reader.ReadAsync("/instances/production"), Does.Contain("ghost/").And.Not.Contain(page));
        using var visitor = await BoardVisitor.SignInAsync(_server, _server.AdminSecret);
        Assert.That(await visitor.ReadAsync("/instances/production"), Does.Contain(page));
        using var refused = await visitor.SendFormAsync(page, ("reason", " "));
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        using var forgotten = await visitor.SendFormAsync(page, ("reason", "its host is gone"));
        Assert.That(await forgotten.Content.ReadAsStringAsync(), Does.Match("ghost/[0-9a-f]{4} is forgotten in production"));
        Assert.That(await Reports.StatusesAsync(_server), Is.Empty);
        using var gone = await visitor.GetAsync(page);
        Assert.That(gone.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    private Task<TestServer> StartServerAsync() =>
        TestServer.StartAsync(_folder["data"], services => services.AddSingleton<TimeProvider>(_time));

    private async Task RestartAsync()
    {
        await _server.DisposeAsync();
        _server = await StartServerAsync();
    }

    /// <summary>An instance that has not reported for three minutes.</summary>
    private async Task<Guid> GhostAsync()
    {
        var (id, _) = await Reports.BeginAsync(_server.Admin, Reports.Body(service: "ghost"));
        _time.JumpTo(_time.GetUtcNow().AddMinutes(3));
        return id;
    }

    private async Task<JsonElement> ConfirmationAsync(long sequence)
    {
        using var answer = await _server.Admin.GetAsync(new Uri(
            $"/api/instances/confirmation?environment=production&sequence={sequence}", UriKind.Relative));
        return await TestServer.JsonAsync(answer);
    }

    private static async Task<string> DetailAsync(HttpResponseMessage answer) =>
        JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("detail").GetString()!;
}
