using System.Collections.Concurrent;
using System.Globalization;
using Dataface.Flags.Postgres.Tests.Definitions;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;
using Dataface.Flags.Tests;
using Npgsql;

namespace Dataface.Flags.Postgres.Tests.Faults;

/// <summary>PostgreSQL dies at random moments under load. CRASH_POINTS says how often; 10 times when it says nothing.</summary>
[TestFixture, NonParallelizable]
internal sealed class CrashTests
{
    private static readonly int Points =
        int.Parse(Environment.GetEnvironmentVariable("CRASH_POINTS") ?? "10", CultureInfo.InvariantCulture);

    private readonly ConcurrentDictionary<Guid, bool> _acknowledged = [];

    [Test, Rule("production is sacred")]
    public async Task Apply_ServerKilledWhileItWrites_LosesNothingThatWasAcknowledgedAndHalfAppliesNothing()
    {
        await using var cluster = new Cluster();
        await cluster.StartAsync();
        await using var server = await TestDatabase.CreateAsync(cluster.Server);
        var random = new Random(20261121);
        for (var point = 0; point < Points; point++)
        {
            await CrashAsync(cluster, server.Open(), random);
            await cluster.StartAsync();
            await CheckAsync(server.Open());
        }

        await TestContext.Out.WriteLineAsync($"{Points} crashes, {_acknowledged.Count} changes acknowledged, none lost");
    }

    private async Task CrashAsync(Cluster cluster, PostgresFlagDatabase database, Random random)
    {
        var (enough, written) = (random.Next(1, 120), 0);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(() => WriteAsync(database, writer, () =>
        {
            if (Interlocked.Increment(ref written) == enough) reached.TrySetResult();
        }))).ToList();
        await reached.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await cluster.CrashAsync();
        await Task.WhenAll(writers);
    }

    /// <summary>Writes until the server is gone.</summary>
    private async Task WriteAsync(PostgresFlagDatabase database, int writer, Action acknowledged)
    {
        var (states, definitions) = (new PostgresFlagStateStore(database), new PostgresFlagDefinitionStore(database));
        try
        {
            for (var i = 0; ; i++)
            {
                var change = Publication.Change(i % 3 == 2 ? StateAction.Restore : StateAction.Kill) with
                {
                    Environment = "production",
                    Flag = $"flag-{writer}-{i % 6}"
                };
                if (i % 4 == writer) await definitions.PublishAsync(change = Publication.Change(), Guid.NewGuid().ToByteArray(), default);
                else await states.ApplyAsync(change, default);
                _acknowledged[change.Id] = true;
                acknowledged();
            }
        }
        catch (NpgsqlException)
        {
            // Gone.
        }
    }

    private async Task CheckAsync(PostgresFlagDatabase database)
    {
        var (store, definitions) = (new PostgresFlagStateStore(database), new PostgresFlagDefinitionStore(database));
        var (ledger, trail) = (new StateLedger(store.Name), new HashSet<Guid>());
        await foreach (var record in store.ReadAuditAsync(default))
        {
            Assert.That(ledger.IsNext(record), record.ToString());
            ledger.Apply(record);
            trail.Add(record.Change.Id);
        }

        Assert.That(_acknowledged.Keys.Where(id => !trail.Contains(id)), Is.Empty, "acknowledged, and lost");
        var (expected, actual) = (ledger.State.StateOf("production"), await store.LoadAsync("production", default));
        Assert.That(actual.Kills, Is.EquivalentTo(expected.Kills));
        Assert.That(actual.Restores, Is.EquivalentTo(expected.Restores));
        Assert.That(actual.Sequence, Is.EqualTo(expected.Sequence));
        var document = await definitions.LoadAsync(default);
        Assert.That(document?.Revision, Is.EqualTo(ledger.State.Document));
        if (document is not null) Assert.That(PublishedDocument.HashOf(document.Utf8Json.Span), Is.EqualTo(document.Revision.Hash));
    }
}
