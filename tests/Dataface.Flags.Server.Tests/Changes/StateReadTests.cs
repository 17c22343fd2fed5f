using System.Net.Http.Json;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Server.Environments;
using Dataface.Flags.Server.Hosting;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.Server.Tests.Faults;
using Dataface.Flags.Server.Tests.Fleet;
using Microsoft.Extensions.DependencyInjection;

namespace Dataface.Flags.Server.Tests.Changes;

/// <summary>What an answered change costs the server that answers it.</summary>
[TestFixture]
internal sealed class StateReadTests
{
    private const int Changes = 20;

    [Test]
    public Task Change_InADataFolder_IsReadAtMostOnce() => ReadsAtMostOnceAsync();

    [Test]
    public async Task Change_InPostgres_IsReadAtMostOnce()
    {
        await using var database = await TestDatabase.CreateAsync();
        await ReadsAtMostOnceAsync("--postgres", database.ConnectionString);
    }

    /// <summary>With everybody who follows state: feeds of two environments, their clients, and a service on a stream.</summary>
    private static async Task ReadsAtMostOnceAsync(params string[] args)
    {
        BrittleStorage storage = null!;
        await using var server = await TestServer.StartAsync(
            null, services => services.AddSingleton<ServerStorage>(provider => storage = new(
                provider.GetRequiredService<IStorageHome>().Open(provider.GetRequiredService<TimeProvider>()))), args);
        (await server.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        (await server.KillAsync("first", "staging")).Dispose();
        (await server.KillAsync("first")).Dispose();
        var secret = await server.MakeKeyAsync("service", "read", "operate");
        await using var service = await Services.StartOneAsync(server.Address, secret, null);
        var clients = server.App.Services.GetRequiredService<EnvironmentClients>();
        var client = await clients.GetAsync("production", default);
        await clients.GetAsync("staging", default);
        foreach (var environment in new[] { "production", "staging" })
        {
            (await server.Admin.GetAsync(new Uri($"/api/flags/{environment}", UriKind.Relative))).Dispose();
        }

        var before = storage.StateReads;
        for (var i = 0; i < Changes; i++)
        {
            var change = i % 2 == 0 ? "kill" : "restore";
            using var answer = await server.Admin.PostAsJsonAsync(
                $"/api/flags/checkout/{change}", new { environment = "production", reason = "test" });
            var said = await TestServer.JsonAsync(answer);
            Assert.That(said.GetProperty("reach").GetString(), Is.EqualTo("fleet"));
            Assert.That(client.KillSwitch.IsKilled("checkout"), Is.EqualTo(i % 2 == 0), "in force here when it is answered");
        }

        (await server.KillAsync("checkout")).Dispose();
        await Eventually.HoldsAsync(() => service.KillSwitch.IsKilled("checkout"), "the service has heard of it");
        Assert.That(storage.StateReads - before, Is.LessThanOrEqualTo(Changes + 1));
    }
}
