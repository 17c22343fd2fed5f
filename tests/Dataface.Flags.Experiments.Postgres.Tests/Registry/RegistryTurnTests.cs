using System.Diagnostics;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Postgres.Tests;

namespace Dataface.Flags.Experiments.Postgres.Tests.Registry;

/// <summary>One session that does nothing holds up changes of experiments for a few seconds at most.</summary>
[TestFixture]
internal sealed class RegistryTurnTests : DatabaseFixture
{
    [TestCase("SELECT FROM metadata.experiments FOR UPDATE")]
    [TestCase("LOCK TABLE metadata.experiment_audit")]
    public async Task Change_AnotherSessionKeepsALock_FailsSoonAndNamesIt(string sql)
    {
        var registry = new PostgresExperimentRegistry(Database.Shared);
        await registry.CreateAsync(new() { Id = "one", Name = "n", Hypothesis = "h", Owner = "team", Kpis = ["orders"] }, "ada");
        var watch = Stopwatch.StartNew();
        await using (var held = await HeldLock.TakeAsync(Database, sql))
        {
            await Assert.ThatAsync(
                () => registry.ChangeStatusAsync("one", ExperimentStatus.Approved, "ada", "reviewed"),
                Throws.InstanceOf<TimeoutException>().With.Message.Contains($"process {held.Process} ")
                    .And.Message.Contains(HeldLock.Application));
        }

        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(25)), "much less than the minute that it took");
        await registry.ChangeStatusAsync("one", ExperimentStatus.Approved, "ada", "reviewed");
    }
}
