using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Server.Tests.Fleet;
using Dataface.Flags.Tests.Http;
using Npgsql;

namespace Dataface.Flags.Server.Tests.Replicas;

/// <summary>A replica whose database falls silent, and no connection says so.</summary>
[TestFixture, NonParallelizable]
internal sealed class SilentDatabaseTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    private static readonly EvaluationContext Somebody = EvaluationContext.ForUser("user-42");

    [Test, Rule("a silent peer does not look fresh")]
    public async Task Database_FallsSilent_ReplicaIsNotReadyWithinTenSecondsAndHasAKillWithinTenAfterwards([Values] Loss loss)
    {
        await using var database = await TestDatabase.CreateAsync();
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var network = new FaultyProxy(new Uri($"tcp://127.0.0.1:{settings.Port}"));
        settings.Port = network.Address.Port;
        await using var well = await TestServer.StartAsync(null, "--postgres", database.ConnectionString);
        (await well.PublishAsync(TestDocument.Of("checkout"))).Dispose();
        var secret = await well.MakeKeyAsync("service", "read");
        await using var silent = await TestServer.StartAsync(null, "--postgres", settings.ConnectionString);
        await using var service = await Services.StartOneAsync(silent.Address, secret, null);
        await Eventually.HoldsAsync(() => service.IsEnabled("checkout", Somebody) && IsReady(silent), "all is well");

        await network.LoseAsync(loss);
        await Eventually.HoldsWithinAsync(Bound, () => !IsReady(silent), "it is not ready");
        (await well.KillAsync("checkout")).Dispose();
        network.Heal();
        await Eventually.HoldsWithinAsync(Bound, () => !service.IsEnabled("checkout", Somebody), "its service has the kill");
        await Eventually.HoldsWithinAsync(Bound, () => IsReady(silent), "it is ready again");
    }

    private static bool IsReady(TestServer server)
    {
        using var client = new HttpClient();
        using var answer = client.GetAsync(new Uri(server.Address, "/healthz/ready")).GetAwaiter().GetResult();
        return answer.IsSuccessStatusCode;
    }
}
