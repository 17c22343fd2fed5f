using System.Text.Json;
using Dataface.Flags.Postgres;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Server.Instances;
using Dataface.Flags.Server.Tests.Board;
using Dataface.Flags.Server.Tests.Fleet;
using Dataface.Flags.State;
using Dataface.Flags.Testing;
using Dataface.Flags.Tests.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Instances;

/// <summary>Kills with clients as services have them: the answer says who has it in force, and names who has not.</summary>
[TestFixture]
internal sealed class ConfirmedKillTests
{
    private static readonly EvaluationContext Somebody = EvaluationContext.ForUser("user-42");

    [Test, Rule("operators can believe the answer")]
    public async Task Kill_OneOfTwoIsStoppedFromReading_NamesItUntilItComesBackAndConfirms()
    {
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout", "other"))).Dispose();
        await using var proxy = new FaultyProxy(server.Address);
        await using var services = await Services.StartAsync(server, 1);
        var secret = await server.MakeKeyAsync("stopped", "read", "operate");
        services.Add(await Services.StartOneAsync(proxy.Address, secret, null));
        await Eventually.HoldsAsync(() => Reports.AreCurrent(server, 2), "both have reported");

        proxy.Stall();
        var answer = await AnswerAsync(Reports.KillAsync(server.Admin, "checkout", wait: 1));
        Assert.That(services[1].IsEnabled("checkout", Somebody), Is.True, "it was stopped");
        Assert.That(services[0].IsEnabled("checkout", Somebody), Is.False);
        var confirmation = answer.GetProperty("confirmation");
        var unconfirmed = confirmation.GetProperty("unconfirmed").EnumerateArray().Single();
        Assert.That(answer.GetProperty("reach").GetString(), Is.EqualTo("fleet"));
        Assert.That(confirmation.GetProperty("confirmed").GetInt32(), Is.EqualTo(1));
        Assert.That(confirmation.GetProperty("expected").GetInt32(), Is.EqualTo(2));
        Assert.That(unconfirmed.GetProperty("key").GetString(), Is.EqualTo("stopped"));
        Assert.That(confirmation.GetProperty("summary").GetString(), Does.Match(
            "^In force in 1 of 2 instances after 1\\.\\d s; not confirmed: .+/[0-9a-f]{4} on .+/\\d+, last heard"));
        Assert.That(await Reports.StatusesAsync(server), Is.EqualTo(new[] { "behind", "current" }), "shown until it confirms");

        proxy.Heal();
        await Eventually.HoldsAsync(() => Reports.AreCurrent(server, 2), "it has come back and confirmed");
        Assert.That(services[1].IsEnabled("checkout", Somebody), Is.False);
        answer = await AnswerAsync(Reports.KillAsync(server.Admin, "other", wait: 30));
        Assert.That(answer.GetProperty("reach").GetString(), Is.EqualTo("confirmed"));
        confirmation = answer.GetProperty("confirmation");
        Assert.That(confirmation.GetProperty("summary").GetString(), Does.StartWith("In force in 2 of 2 instances after "));
        Assert.That(services.All(s => !s.IsEnabled("other", Somebody)), Is.True, "confirmed is in force");
        await ShowAsync(server);
        var result = await services[0].KillSwitch.KillAsync(
            new() { Flag = "other", By = "ops", Reason = "again", Wait = TimeSpan.FromSeconds(30) });
        Assert.That(result.Reach, Is.EqualTo(StateReach.Confirmed));
        Assert.That(result.Confirmation!.Expected, Is.EqualTo(2));
        proxy.Stall();
        result = await services[0].KillSwitch.RestoreAsync(
            new() { Flag = "other", By = "ops", Reason = "mended", Wait = TimeSpan.FromSeconds(1) });
        Assert.That(result.Reach, Is.EqualTo(StateReach.Fleet));
        Assert.That(result.Confirmation!.Summary, Does.StartWith("In force in 1 of 2 instances"));
    }

    [Test]
    public async Task Dispose_AllInstances_LeavesNoneToWaitFor()
    {
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        var services = await Services.StartAsync(server, 3);
        await Eventually.HoldsAsync(() => Reports.AreCurrent(server, 3), "all have reported");
        await services.DisposeAsync();
        Assert.That(await Reports.StatusesAsync(server), Is.Empty);
        var answer = await AnswerAsync(Reports.KillAsync(server.Admin, "checkout", wait: 5));
        Assert.That(answer.GetProperty("reach").GetString(), Is.EqualTo("fleet"), "nobody is there who could confirm");
        Assert.That(answer.GetProperty("confirmation").GetProperty("expected").GetInt32(), Is.Zero);
    }

    [Test]
    public async Task Kill_CallerLeaves_IsStillDurable()
    {
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        await Reports.BeginAsync(server.Admin);
        using var impatient = server.Client(server.AdminSecret);
        var asking = Reports.KillAsync(impatient, "checkout", wait: 60);
        await Eventually.HoldsAsync(() => server.HistoryAsync("action=kill").Result.Count == 1, "the kill is recorded");
        Assert.That(asking.IsCompleted, Is.False);
        impatient.CancelPendingRequests();
        Assert.That(async () => await asking, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await server.HistoryAsync(), Has.Count.EqualTo(2), "the publication and the kill");
    }

    [Test]
    public async Task Kill_ServerIsRestartedInTheMiddleOfAWait_AsksAgainAndNamesWhoWasThere()
    {
        using var folder = new TemporaryFolder();
        var first = await TestServer.StartAsync(folder["data"]);
        (await first.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        var (id, token) = await Reports.BeginAsync(first.Admin);
        var change = Guid.NewGuid();
        using var asker = first.Client(first.AdminSecret);
        var asking = Reports.KillAsync(asker, "checkout", wait: 60, change);
        await Eventually.HoldsAsync(() => first.HistoryAsync("action=kill").Result.Count == 1, "the kill is recorded");
        await first.DisposeAsync();
        var cut = await AnswerAsync(asking);
        Assert.That(
            cut.GetProperty("confirmation").GetProperty("confirmed").GetInt32(), Is.Zero, "a server that goes down says what it knows");

        await using var second = await TestServer.StartAsync(folder["data"]);
        using var admin = second.Client(first.AdminSecret);
        var again = Reports.KillAsync(admin, "checkout", wait: 30, change);
        using var report = await Reports.SendAsync(admin, Reports.Body(2, cut.GetProperty("sequence").GetInt64(), token), id);
        var answer = await AnswerAsync(again);
        Assert.That(answer.GetProperty("reach").GetString(), Is.EqualTo("confirmed"));
        Assert.That(answer.GetProperty("confirmation").GetProperty("expected").GetInt32(), Is.EqualTo(1), "it was known from before");
    }

    [Test, Rule("operators can believe the answer")]
    public async Task Kill_ThatASilentInstanceLacks_IsUnconfirmedForLongerThanAnHourAndAfterARestart()
    {
        using var folder = new TemporaryFolder();
        var time = new ManualTimeProvider(DateTimeOffset.UtcNow);
        var first = await TestServer.StartAsync(folder["data"], services => services.AddSingleton<TimeProvider>(time));
        (await first.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        var (ghost, _) = await Reports.BeginAsync(first.Admin, Reports.Body(service: "ghost"));
        var killed = await AnswerAsync(Reports.KillAsync(first.Admin, "checkout", wait: 0));
        var sequence = killed.GetProperty("sequence").GetInt64();
        var (idle, _) = await Reports.BeginAsync(first.Admin, Reports.Body(applied: sequence, service: "idle"));
        time.JumpTo(time.GetUtcNow().AddHours(2));
        await Eventually.HoldsAsync(() => Reports.StatusesAsync(first).Result.Length == 1, "the one that lacks nothing is forgotten");
        await AssertAsync(first.Admin, silent: 1);
        Assert.That(await first.Admin.GetStringAsync(new Uri("/api/incident?environment=production", UriKind.Relative)),
            Does.Contain(ghost.ToString()).And.Not.Contain(idle.ToString()));
        await first.DisposeAsync();

        await using var second = await TestServer.StartAsync(folder["data"], services => services.AddSingleton<TimeProvider>(time));
        using var admin = second.Client(first.AdminSecret);
        await AssertAsync(admin, silent: 1);
        var later = await AnswerAsync(Reports.KillAsync(admin, "another", wait: 0));
        sequence = later.GetProperty("sequence").GetInt64();
        await AssertAsync(admin, silent: 0);

        async Task AssertAsync(HttpClient client, int silent)
        {
            using var asked = await client.GetAsync(new Uri(
                $"/api/instances/confirmation?environment=production&sequence={sequence}", UriKind.Relative));
            Assert.That((await TestServer.JsonAsync(asked)).GetProperty("silent").GetInt32(), Is.EqualTo(silent));
        }
    }

    [Test, Rule("operators can believe the answer")]
    public async Task Publication_OfWhatChangesNothingHere_IsInForceInEveryInstanceToo()
    {
        await using var server = await TestServer.StartAsync();
        var document = TestDocument.Of("checkout");
        (await server.PublishAsync(document)).Dispose();
        await using var services = await Services.StartAsync(server, 2);
        await Eventually.HoldsAsync(() => Reports.AreCurrent(server, 2), "both have reported");
        var staging = document.IndexOf("\"staging\"", StringComparison.Ordinal);
        foreach (var next in new[]
        {
            document[..staging] + document[staging..].Replace("\"on\"", "\"off\"", StringComparison.Ordinal),
            TestDocument.Of("checkout", "other"),
        })
        {
            (await server.PublishAsync(next)).Dispose();
            using var inForce = await server.Admin.GetAsync(new Uri("/api/flags", UriKind.Relative));
            var hash = inForce.Headers.ETag!.Tag.Trim('"');
            await Eventually.HoldsAsync(() => Reports.AreCurrent(server, 2), "both have it");
            var reported = (await Reports.FleetAsync(server)).GetProperty("instances").EnumerateArray()
                .Select(instance => instance.GetProperty("definitions").GetString());
            Assert.That(reported, Is.All.EqualTo(hash));
        }
    }

    [Test, Rule("operators can believe the answer")]
    public async Task Kill_WithASilentInstance_SaysSoAndDoesNotWait()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(null, services => services.AddSingleton<TimeProvider>(time));
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        await Reports.BeginAsync(server.Admin, Reports.Body(service: "ghost"));
        time.JumpTo(time.GetUtcNow().AddMinutes(3));
        var answer = await AnswerAsync(Reports.KillAsync(server.Admin, "checkout", wait: 60));
        var confirmation = answer.GetProperty("confirmation");
        Assert.That(answer.GetProperty("reach").GetString(), Is.EqualTo("fleet"));
        Assert.That(confirmation.GetProperty("expected").GetInt32(), Is.Zero);
        Assert.That(confirmation.GetProperty("silent").GetInt32(), Is.EqualTo(1));
        Assert.That(confirmation.GetProperty("silentKeys")[0].GetProperty("instances")[0].GetProperty("name").GetString(),
            Does.StartWith("ghost/"));
        Assert.That(confirmation.GetProperty("summary").GetString(), Does.Match("; not counted: ghost/[0-9a-f]{4}, silent for 3 min\\.$"));
        using var visitor = await BoardVisitor.SignInAsync(server, server.AdminSecret);
        using var restored = await visitor.SendFormAsync("/flags/production/checkout/restore", ("reason", "mended"));
        Assert.That(await restored.Content.ReadAsStringAsync(), Does.Contain("not counted: ghost/").And.Contain("notice warning"));
    }

    [Test, Rule("operators can believe the answer")]
    public async Task FlagPage_AfterAKillOfEveryFlag_CountsWhoHasThatInForce()
    {
        var time = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(null, services => services.AddSingleton<TimeProvider>(time));
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        var (id, token) = await Reports.BeginAsync(server.Admin);
        using var visitor = await BoardVisitor.SignInAsync(server, server.AdminSecret);
        var killed = await AnswerAsync(Reports.KillAsync(server.Admin, "*", wait: 0));
        Assert.That(await visitor.ReadAsync("/flags/production/checkout"), Does.Contain("0 of 1 instances that reported lately"));
        (await Reports.SendAsync(server.Admin, Reports.Body(2, killed.GetProperty("sequence").GetInt64(), token), id)).Dispose();
        Assert.That(await visitor.ReadAsync("/flags/production/checkout"), Does.Contain("1 of 1 instances that reported lately"));
        time.JumpTo(time.GetUtcNow().AddMinutes(3));
        (await server.KillAsync("checkout")).Dispose();
        Assert.That(await visitor.ReadAsync("/flags/production/checkout"), Does.Contain(
            "0 of 0 instances that reported lately; 1 silent without it"));
    }

    [Test]
    public async Task Kill_InvalidWait_IsRefused()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var wait in new[] { -1, 61 })
        {
            using var answer = await Reports.KillAsync(server.Admin, "checkout", wait);
            Assert.That((int)answer.StatusCode, Is.EqualTo(400));
        }

        Assert.That(await server.HistoryAsync("action=kill"), Is.Empty);
    }

    [Test, Rule("operators can believe the answer")]
    public async Task Kill_OnOneReplica_CountsTheInstancesOfTheOther()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var first = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        (await first.PublishAsync(TestDocument.Of("checkout", "other"))).Dispose();
        var secret = await first.MakeKeyAsync("service", "read", "operate");
        await using var second = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        await using var here = await Services.StartOneAsync(first.Address, secret, null);
        await using var proxy = new FaultyProxy(second.Address);
        await using var there = await Services.StartOneAsync(proxy.Address, secret, null);
        using var asked = second.Client(first.AdminSecret);
        await Eventually.HoldsAsync(() => Reports.AreCurrent(first, 2) && Reports.AreCurrent(second, 2, asked), "both replicas know both");

        var answer = await AnswerAsync(Reports.KillAsync(first.Admin, "checkout", wait: 30));
        Assert.That(answer.GetProperty("reach").GetString(), Is.EqualTo("confirmed"), answer.GetRawText());
        Assert.That(answer.GetProperty("confirmation").GetProperty("expected").GetInt32(), Is.EqualTo(2));
        proxy.Stall();
        answer = await AnswerAsync(Reports.KillAsync(first.Admin, "other", wait: 1));
        Assert.That(answer.GetProperty("confirmation").GetProperty("summary").GetString(), Does.StartWith("In force in 1 of 2 instances"));
        proxy.Heal();
        await Eventually.HoldsAsync(() => Reports.AreCurrent(first, 2), "it has confirmed through the other replica");
    }

    [Test, Rule("operators can believe the answer")]
    public async Task Kill_ServiceThatFollowsTheDatabaseItself_IsCountedToo()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        (await server.PublishAsync(TestDocument.Of("checkout", "other"))).Dispose();
        var service = await FlagClient.StartAsync(o =>
        {
            (o.Environment, o.ServiceName) = ("production", "direct");
            o.UsePostgres(database.ConnectionString);
        });
        await Eventually.HoldsAsync(() => Reports.AreCurrent(server, 1), "it has reported");
        var answer = await AnswerAsync(Reports.KillAsync(server.Admin, "checkout", wait: 30));
        Assert.That(answer.GetProperty("reach").GetString(), Is.EqualTo("confirmed"), answer.GetRawText());
        Assert.That(service.IsEnabled("checkout", Somebody), Is.False);
        var instance = (await Reports.FleetAsync(server)).GetProperty("instances")[0];
        Assert.That(instance.GetProperty("key").GetString(), Does.StartWith("database user "));
        Assert.That(instance.GetProperty("service").GetString(), Is.EqualTo("direct"));
        await service.DisposeAsync();
        await Eventually.HoldsAsync(() => Reports.StatusesAsync(server).Result.Length == 0, "it has said goodbye");
    }

    /// <summary>People see the same.</summary>
    private static async Task ShowAsync(TestServer server)
    {
        using var visitor = await BoardVisitor.SignInAsync(server, server.AdminSecret);
        Assert.That(await visitor.ReadAsync("/instances/production"), Does.Contain("2 of 2 instances have in force the document"));
        Assert.That(await visitor.ReadAsync("/flags/production/other"), Does.Contain("2 of 2 instances that reported lately"));
        var form = await visitor.ReadAsync("/flags/production/other/restore");
        using var restored = await visitor.SendFormAsync("/flags/production/other/restore", ("reason", "mended"));
        Assert.That(await restored.Content.ReadAsStringAsync(), Does.Contain("In force in 2 of 2 instances after"), form);
        Assert.That(server.App.Services.GetRequiredService<KnownInstances>().Of("production").Count, Is.EqualTo(2));
    }

    private static async Task<JsonElement> AnswerAsync(Task<HttpResponseMessage> asking)
    {
        using var answer = await asking;
        return await TestServer.JsonAsync(answer);
    }
}
