using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Postgres.Tests.Faults;
using Dataface.Flags.Server.Instances;
using Dataface.Flags.Server.Tests.Fleet;
using Dataface.Flags.Server.Tests.Instances;
using Dataface.Flags.State;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Replicas;

/// <summary>Two servers on one PostgreSQL.</summary>
[TestFixture]
internal sealed class ReplicaTests
{
    private static readonly EvaluationContext Somebody = EvaluationContext.ForUser("user-42");

    [Test, Rule("one kill reaches every instance")]
    public async Task Kill_OnOneReplica_ReachesServicesOfTheOther()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var first = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        await using var second = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        (await first.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        var secret = await first.MakeKeyAsync("service", "read", "operate");
        await using var service = await Services.StartOneAsync(second.Address, secret, null);
        await Eventually.HoldsAsync(() => service.IsEnabled("checkout", Somebody), "the document has arrived through the other replica");
        (await first.KillAsync("checkout")).Dispose();
        await Eventually.HoldsAsync(() => !service.IsEnabled("checkout", Somebody), "the kill has arrived through the other replica");
        Assert.That((await service.KillSwitch.RestoreAsync(
            new() { Flag = "checkout", By = "ops", Reason = "mended" })).Reach, Is.EqualTo(StateReach.Fleet));
        Assert.That((await first.HistoryAsync("action=restore")), Has.Count.EqualTo(1));
    }

    [Test, Rule("operators can believe the answer")]
    public async Task Report_RefusedByOneReplica_MakesTheCountOfTheOtherPartialToo()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var first = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        await using var second = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        using var other = second.Client(first.AdminSecret);
        var (full, time) = (first.App.Services.GetRequiredService<KnownInstances>().Of("production"), TimeProvider.System);
        var report = new InstanceReport("production", "shop", "1", "test/1", time.GetUtcNow(), 1, "", 0);
        for (var i = 0; i < InstanceBounds.MostOfKey; i++)
        {
            full.TryTake(new() { Id = Guid.NewGuid(), Key = "first-admin", Report = report, HeardAt = time.GetTimestamp() }, isOwn: false);
        }

        using var refused = await Reports.SendAsync(first.Admin, Reports.Body());
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Conflict));
        await Eventually.HoldsAsync(
            () => Reports.FleetAsync(second, other).Result.GetProperty("isPartial").GetBoolean(), "the other replica says so");
    }

    [Test]
    public async Task Start_TwoAtOnceOnAnEmptyDatabase_MakeOneFirstKeyBetweenThem()
    {
        await using var database = await TestDatabase.CreateAsync();
        var servers = await Task.WhenAll(
            Enumerable.Range(0, 2).Select(_ => TestServer.StartAsync(null, "--postgres", database.ConnectionString)));
        Assert.That(servers.Count(s => s.AdminSecret.Length > 0), Is.EqualTo(1));
        foreach (var server in servers) await server.DisposeAsync();
    }

    [Test]
    public async Task Publish_OnBothAtOnce_OneWins()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var first = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        await using var second = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        using var other = second.Client(first.AdminSecret);
        await Eventually.HoldsAsync(
            () => other.GetAsync(new Uri("/api/keys", UriKind.Relative)).Result.IsSuccessStatusCode, "the second knows the first's key");
        HttpClient[] operators = [first.Admin, other, first.Admin, other];
        var statuses = await Task.WhenAll(operators.Select(async (client, i) =>
        {
            using var request =
                new HttpRequestMessage(HttpMethod.Put,
                    "/api/flags")
                { Content = new StringContent(TestDocument.Of($"flag-{i}"), Encoding.UTF8, "application/json") };
            request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
            using var answer = await client.SendAsync(request);
            return answer.StatusCode;
        }));
        Assert.That(statuses.Count(s => s == HttpStatusCode.OK), Is.EqualTo(1));
        Assert.That(statuses.Count(s => s == HttpStatusCode.PreconditionFailed), Is.EqualTo(3));
    }

    [Test]
    public async Task Rotate_OnOneReplica_IsValidOnTheOther()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var first = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        await using var second =
            await TestServer.StartAsync(null, "--postgres", database.ConnectionString, "--Server:RateLimit:Anonymous=0");
        using var client = second.Client(await first.MakeKeyAsync("service", "read"));
        await Eventually.HoldsAsync(() => client.GetAsync(new Uri("/api/flags/production", UriKind.Relative)).Result.IsSuccessStatusCode,
            "the key is valid on the other replica");
    }

    [Test, Rule("a kill survives")]
    public async Task Database_CrashesUnderLoad_EvaluationContinuesAndNoAnsweredKillIsLost()
    {
        await using var cluster = new Cluster();
        await cluster.StartAsync();
        await using var database = await TestDatabase.CreateAsync(cluster.Server);
        await using var server = await TestServer.StartAsync(null, "--postgres", database.ConnectionString, "--Server:RateLimit:Change=0");
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        await using var services = await Services.StartAsync(server, 1);

        using var stop = new CancellationTokenSource();
        var answered = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        var refusals = new System.Collections.Concurrent.ConcurrentBag<HttpStatusCode>();
        var load = Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                using var answer = await server.KillAsync($"k{caller}-{i}");
                if (answer.StatusCode == HttpStatusCode.OK) answered[$"k{caller}-{i}"] = true;
                else refusals.Add(answer.StatusCode);
            }
        })).ToList();

        for (var crash = 0; crash < 2; crash++)
        {
            var before = answered.Count;
            await Eventually.HoldsAsync(() => answered.Count > before + 20, "kills are answered");
            await cluster.CrashAsync();
            await Eventually.HoldsAsync(() => !IsReady(server), "the server says that it is not ready");
            Assert.That(services[0].IsEnabled("checkout", Somebody), Is.True, "an outage is nothing that a user notices");
            await cluster.StartAsync();
            await Eventually.HoldsAsync(() => IsReady(server), "the server recovers by itself");
        }

        var last = answered.Count;
        await Eventually.HoldsAsync(() => answered.Count > last + 20, "kills are answered again");
        await stop.CancelAsync();
        await Task.WhenAll(load);
        Assert.That(refusals.Distinct(), Is.SubsetOf(new[] { HttpStatusCode.ServiceUnavailable }));
        (await server.KillAsync("checkout")).Dispose();
        await Eventually.HoldsAsync(() => !services[0].IsEnabled("checkout", Somebody), "the stream goes on after the outage");
        var state = (await server.Admin.GetFromJsonAsync<System.Text.Json.JsonElement>("/api/flags/production")).GetProperty("state");
        Assert.That(answered.Keys.Except(state.GetProperty("kills").EnumerateObject().Select(k => k.Name)), Is.Empty, "answered, but lost");
        TestContext.Out.WriteLine($"{answered.Count} kills answered, {refusals.Count} refused with 503");
    }

    private static bool IsReady(TestServer server) =>
        server.Admin.GetAsync(new Uri("/healthz/ready", UriKind.Relative)).Result.IsSuccessStatusCode;
}
