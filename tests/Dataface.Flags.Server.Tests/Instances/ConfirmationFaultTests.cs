using System.Net.Http.Json;
using System.Text.Json;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Server.Tests.Fleet;
using Dataface.Flags.Tests.Http;
using Npgsql;

namespace Dataface.Flags.Server.Tests.Instances;

/// <summary>Confirmations while parts of the fleet are away, late or replaced.</summary>
[TestFixture]
internal sealed class ConfirmationFaultTests
{
    private static readonly EvaluationContext Somebody = EvaluationContext.ForUser("user-42");

    /// <summary>How a replica's database goes away.</summary>
    public enum Away
    {
        /// <summary>Every connection is closed, and new ones are refused.</summary>
        Cut,

        /// <summary>Nothing comes through until later: notifications are delayed.</summary>
        Stalled,
    }

    [Test, Rule("operators can believe the answer")]
    public async Task Kill_WhileTheOtherReplicaIsBehind_NamesItsInstanceUntilItHasCaughtUp([Values] Away away)
    {
        await using var database = await TestDatabase.CreateAsync();
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var network = new FaultyProxy(new Uri($"tcp://127.0.0.1:{settings.Port}"));
        settings.Port = network.Address.Port;
        await using var asked = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        (await asked.PublishAsync(TestDocument.Of("checkout", "other"))).Dispose();
        var secret = await asked.MakeKeyAsync("service", "read", "operate");
        await using var behind = await TestServer.StartAsync(null, "--postgres", settings.ConnectionString);
        await using var here = await Services.StartOneAsync(asked.Address, secret, null);
        await using var there = await Services.StartOneAsync(behind.Address, secret, null);
        await Eventually.HoldsAsync(() => Reports.AreCurrent(asked, 2), "the asked replica knows both");

        if (away == Away.Cut) network.Cut();
        else network.Stall();
        var confirmation = (await KillAsync(asked, "checkout", wait: 1)).GetProperty("confirmation");
        Assert.That(confirmation.GetProperty("confirmed").GetInt32(), Is.EqualTo(1));
        Assert.That(confirmation.GetProperty("expected").GetInt32(), Is.EqualTo(2));
        var named = confirmation.GetProperty("unconfirmed").EnumerateArray().Single().GetProperty("instances").EnumerateArray().Single();
        var late = (await Reports.FleetAsync(asked)).GetProperty("instances").EnumerateArray().First();
        Assert.That(late.GetProperty("status").GetString(), Is.EqualTo("behind"));
        Assert.That(named.GetProperty("id").GetGuid(), Is.EqualTo(late.GetProperty("id").GetGuid()));
        Assert.That(here.IsEnabled("checkout", Somebody), Is.False);
        Assert.That(there.IsEnabled("checkout", Somebody), Is.True, "that is why it is named");
        Assert.That(await OutstandingAsync(asked), Is.EqualTo(new[] { "checkout" }));

        network.Heal();
        await Eventually.HoldsAsync(() => Reports.AreCurrent(asked, 2), "the replica has caught up, and its instance has confirmed");
        Assert.That(there.IsEnabled("checkout", Somebody), Is.False);
        Assert.That(await OutstandingAsync(asked), Is.Empty);
        var answer = await KillAsync(asked, "other", wait: 30);
        Assert.That(answer.GetProperty("reach").GetString(), Is.EqualTo("confirmed"), answer.GetRawText());
        Assert.That(answer.GetProperty("confirmation").GetProperty("expected").GetInt32(), Is.EqualTo(2));
    }

    [Test, Rule("operators can believe the answer")]
    public async Task Kill_DuringARollingRestartOfAll_NamesNoInstance()
    {
        await using var server = await TestServer.StartAsync();
        (await server.PublishAsync(TestDocument.Of("first", "second", "third"))).Dispose();
        var secret = await server.MakeKeyAsync("service", "read", "operate");
        await using var services = new Services();
        var running = new Queue<FlagClient>();
        for (var i = 0; i < 3; i++) running.Enqueue(await StartAsync());
        await Eventually.HoldsAsync(() => Reports.AreCurrent(server, 3), "all have reported");
        foreach (var flag in new[] { "first", "second", "third" })
        {
            running.Enqueue(await StartAsync());
            await Eventually.HoldsAsync(() => Reports.AreCurrent(server, 4), "the next one has reported");
            var asking = KillAsync(server, flag, wait: 30);
            await running.Dequeue().DisposeAsync();
            var answer = await asking;
            Assert.That(answer.GetProperty("reach").GetString(), Is.EqualTo("confirmed"), answer.GetRawText());
            Assert.That(answer.GetProperty("confirmation").GetProperty("unconfirmed").GetArrayLength(), Is.Zero);
            Assert.That(running.All(service => !service.IsEnabled(flag, Somebody)), Is.True, "confirmed is in force");
            Assert.That(await Reports.StatusesAsync(server), Is.EqualTo(new[] { "current", "current", "current" }));
        }

        async Task<FlagClient> StartAsync()
        {
            var service = await Services.StartOneAsync(server.Address, secret, null);
            services.Add(service);
            return service;
        }
    }

    private static async Task<JsonElement> KillAsync(TestServer server, string flag, double wait)
    {
        using var answer = await Reports.KillAsync(server.Admin, flag, wait);
        return await TestServer.JsonAsync(answer);
    }

    private static async Task<string[]> OutstandingAsync(TestServer server) =>
        [.. (await server.Admin.GetFromJsonAsync<JsonElement>("/api/incident?environment=production"))
            .GetProperty("unconfirmed").EnumerateArray().Select(kill => kill.GetProperty("flag").GetString()!)];
}
