using System.Net.Http.Json;
using System.Text.Json;
using Dataface.Flags.Postgres;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Server.Tests.Fleet;
using Dataface.Flags.Server.Tests.Instances;
using Dataface.Flags.Server.Usage;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Usage;

/// <summary>Servers that share a database, and services that follow it themselves.</summary>
[TestFixture]
internal sealed class UsageReplicaTests
{
    [Test]
    public async Task Usage_OfTwoReplicasAndAServiceOfTheDatabase_AddsUpAndKeepsNoKillWaiting()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var first = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        (await first.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        var secret = await first.MakeKeyAsync("service", "read", "operate");
        await using var second = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        var services = new List<FlagClient>
        {
            await Services.StartOneAsync(first.Address, secret, null),
            await Services.StartOneAsync(second.Address, secret, null),
            await FlagClient.StartAsync(o =>
            {
                (o.Environment, o.ServiceName) = ("production", "direct");
                o.UsePostgres(database.ConnectionString);
            }),
        };
        await Eventually.HoldsAsync(() => Reports.AreCurrent(first, 3), "all have reported");
        foreach (var service in services)
        {
            for (var i = 0; i < 10; i++) service.IsEnabled("checkout");
            service.IsEnabled("checkuot");
            await service.DisposeAsync();
        }

        await KeepAsync(first);
        await KeepAsync(second);
        var usage = await first.Admin.GetFromJsonAsync<JsonElement>("/api/flags/checkout/usage?environment=production");
        Assert.That(usage.GetProperty("count").GetInt64(), Is.EqualTo(30), usage.GetRawText());
        var names = usage.GetProperty("services").EnumerateArray().Select(service => service.GetProperty("service").GetString());
        Assert.That(names, Does.Contain("direct"));
        var unknown = await first.Admin.GetFromJsonAsync<JsonElement>("/api/flags/checkuot/usage?environment=production");
        Assert.That(unknown.GetProperty("reasons")[0].GetProperty("reason").GetString(), Is.EqualTo("flag_not_found"));

        // Somebody holds what usage is written to: a kill is none the slower.
        await using var blocker = database.Open();
        await blocker.RunAsync(
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync();
                await using var command = new Npgsql.NpgsqlCommand("LOCK TABLE dataface_flags.usage_sources", connection, transaction);
                await command.ExecuteNonQueryAsync();
                var (id, token) = await Reports.BeginAsync(first.Admin);
                var body = Reports.Body(2, 0, token).With(
                    "usage", new { number = 1, lines = new[] { new { flag = "checkout", variant = "on", reason = "served", count = 1 } } });
                (await Reports.SendAsync(first.Admin, body, id)).EnsureSuccessStatusCode().Dispose();
                var keeping = KeepAsync(first);
                using var kill = await first.KillAsync("checkout");
                Assert.That((await TestServer.JsonAsync(kill)).GetProperty("reach").GetString(), Is.EqualTo("fleet"));
                Assert.That(keeping.IsCompleted, Is.False, "usage waits");
                await transaction.RollbackAsync();
                await keeping;
                return true;
            },
            default);
        using var asked = second.Client(first.AdminSecret);
        usage = await asked.GetFromJsonAsync<JsonElement>("/api/flags/checkout/usage?environment=production");
        Assert.That(usage.GetProperty("count").GetInt64(), Is.EqualTo(31));
    }

    private static Task KeepAsync(TestServer server) => server.App.Services.GetRequiredService<UsageKeeping>().FlushAsync(default);
}
