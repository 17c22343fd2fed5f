using System.Globalization;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

[TestFixture]
internal sealed class CrashTests
{
    private const int Crashes = 12;

    [Test, Rule("a kill survives")]
    public async Task Apply_ProcessKilledInTheMiddleOfKills_KeepsEveryKillThatWasAcknowledged()
    {
        using var folder = new TemporaryFolder();
        var journal = folder["journal.jsonl"];
        var random = new Random(7);
        var acknowledged = new HashSet<string>();
        for (var crash = 0; crash < Crashes; crash++)
        {
            acknowledged.UnionWith(await RunAndCrashAsync(journal, crash * 1_000_000, random.Next(1, 60)));

            using var store = new FileFlagStateStore(journal);
            var state = await store.LoadAsync("production", CancellationToken.None);
            Assert.That(acknowledged.Except(state.Kills.Keys), Is.Empty, "acknowledged, but lost");
            Assert.That(state.Kills.Count - acknowledged.Count, Is.InRange(0, crash + 1),
                "at most one a crash was written without an answer");
            Assert.That(store.Break, Is.Null);
            Assert.That((await AuditVerifier.VerifyAsync(store.ReadAuditAsync(CancellationToken.None))).IsIntact);
        }

        TestContext.Out.WriteLine($"{Crashes} crashes, {acknowledged.Count} acknowledged kills, none lost");
    }

    [Test]
    public async Task Apply_TwoProcessesAtOnceBothKilled_LosesNoAcknowledgedKillAndKeepsTheChain()
    {
        using var folder = new TemporaryFolder();
        var journal = folder["journal.jsonl"];
        var acknowledged = await Task.WhenAll(RunAndCrashAsync(journal, 0, 40), RunAndCrashAsync(journal, 1_000_000, 40));

        using var store = new FileFlagStateStore(journal);
        var state = await store.LoadAsync("production", CancellationToken.None);
        Assert.That(acknowledged.SelectMany(a => a).Except(state.Kills.Keys), Is.Empty, "acknowledged, but lost");
        Assert.That((await AuditVerifier.VerifyAsync(store.ReadAuditAsync(CancellationToken.None))).IsIntact);
    }

    private static async Task<List<string>> RunAndCrashAsync(string journal, int from, int kills)
    {
        using var process = CrashHost.Start(journal, from.ToString(CultureInfo.InvariantCulture));
        var acknowledged = new List<string>();
        while (acknowledged.Count < kills && await process.StandardOutput.ReadLineAsync() is { } line) acknowledged.Add(line.Split(' ')[1]);
        process.Kill();
        await process.WaitForExitAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            // The last line may be torn as well; a whole one has its end.
            if (line.Split(' ') is ["Durable", var flag]) acknowledged.Add(flag);
        }

        return acknowledged;
    }
}
