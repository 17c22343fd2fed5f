using Dataface.Flags.Postgres.Tests;

namespace Dataface.Flags.Server.Tests.Webhooks;

/// <summary>Two servers over one PostgreSQL share what is to be told.</summary>
[TestFixture]
internal sealed class ReplicaDeliveryTests
{
    [Test, Rule("replicas share the work by leases")]
    public async Task Changes_OnBothReplicas_AreNotifiedOnceEach()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var database = await TestDatabase.CreateAsync();
        string[] args = ["--postgres", database.ConnectionString, .. WebhookWorld.Listed];
        await using var first = await TestServer.StartAsync(null, args);
        await using var second = await TestServer.StartAsync(null, args);
        using var other = second.Client(await first.MakeKeyAsync("ops", "read", "operate"));
        await Eventually.HoldsAsync(
            () => other.GetAsync(new Uri("/api/flags/production", UriKind.Relative)).Result.IsSuccessStatusCode,
            "the second knows the key");
        await first.MakeAsync("on-call", receiver.Address, "flag.killed");
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
            (await first.KillAsync($"flag-{i}", by: i % 2 == 0 ? first.Admin : other)).Dispose()));
        await Eventually.HoldsAsync(() => receiver.All.Select(r => r.Id).Distinct().Count() == 40, "all are told");
        await first.DeliverAsync();
        await second.DeliverAsync();
        Assert.That(receiver.All.Select(received => received.Id), Is.Unique, "nobody failed, so that none was sent twice");
        Assert.That(receiver.All.Select(received => received.Data.GetProperty("sequence").GetInt64()), Is.Unique);
    }

    [Test, Rule("a notification survives a crash")]
    public async Task Replica_ThatDiesWhileItSends_LeavesItToTheOther()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var database = await TestDatabase.CreateAsync();
        string[] args = ["--postgres", database.ConnectionString, .. WebhookWorld.Listed];
        await using var first = await TestServer.StartAsync(null, args);
        await first.MakeAsync("on-call", receiver.Address);
        receiver.Hangs = true;
        (await first.KillAsync("checkout")).Dispose();
        await Eventually.HoldsAsync(() => receiver.All.Count == 1, "it is on its way");

        // As if the first had died just then: its lease ends without its having settled anything.
        await database.RunAsync("UPDATE dataface_flags.deliveries SET due_at = now(), attempts = attempts + 1");
        receiver.Hangs = false;
        await using var second = await TestServer.StartAsync(null, args);
        await Eventually.HoldsAsync(() => receiver.All.Count == 2, "the other one sends it again");
        Assert.That(receiver.All.Select(received => received.Id).ToHashSet(), Has.Count.EqualTo(1));
    }
}
