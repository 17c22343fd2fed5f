using System.Globalization;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.Publishing;

/// <summary>
/// A process that kills, publishes and compacts at once is killed at any moment, by <c>kill -9</c>. <c>tests/crash.sh 100</c> does it a
/// hundred times.
/// </summary>
[TestFixture]
internal sealed class DataFolderCrashTests
{
    private static readonly int Points =
        int.Parse(Environment.GetEnvironmentVariable("CRASH_POINTS") ?? "10", CultureInfo.InvariantCulture);

    [Test, Rule("a crash loses nothing")]
    public async Task Write_ProcessKilledAtAnyMoment_LosesNothingThatWasAcknowledgedAndAppliesNothingByHalves()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(5);
        var (kills, documents, compactions) = (new HashSet<string>(), new HashSet<string>(), 0);
        for (var point = 0; point < Points; point++)
        {
            foreach (var line in await RunAndCrashAsync(folder["data"], $"run{point}", random.Next(1, 300)))
            {
                if (line.Split(' ') is ["kill", var flag, var reason, "."]) kills.Add($"{flag} {reason}");
                if (line.Split(' ') is ["document", var number, var hash, "."]) documents.Add($"{number} {hash}");
            }

            using var state = new FileFlagStateStore(folder["data/state.jsonl"]);
            var store = new FileFlagDefinitionStore(folder["data/documents"], state);
            var verification = await AuditVerifier.VerifyAsync(state.ReadAuditAsync(default));
            Assert.That(verification.IsIntact, $"{verification}");
            var (killed, published) = (new HashSet<string>(), new HashSet<string>());
            compactions = 0;
            await foreach (var record in state.ReadAuditAsync(default))
            {
                if (record.Change.Action == StateAction.Kill) killed.Add($"{record.Change.Flag} {record.Change.Reason}");
                if (record.Change.Action == StateAction.Checkpoint) compactions++;
                if (record.Change.Action != StateAction.Publish) continue;
                published.Add($"{record.DocumentAfter!.Number} {record.DocumentAfter.Hash}");
                Assert.That(async () => await store.ReadAsync(record.DocumentAfter.Hash, default), Throws.Nothing,
                    "a record without its document");
            }

            Assert.That(kills.Except(killed), Is.Empty, "acknowledged, but lost");
            Assert.That(documents.Except(published), Is.Empty, "acknowledged, but lost");
            Assert.That(((await state.LoadAsync("production", default)).Kills.Count, state.Break),
                Is.EqualTo((killed.Select(k => k.Split(' ')[0]).Distinct().Count(), (string?)null)));
        }

        Assert.That(compactions, Is.GreaterThan(0));
        await TestContext.Out.WriteLineAsync(
            $"{Points} crashes, {kills.Count} acknowledged kills, {documents.Count} documents, {compactions} compactions: nothing lost");
    }

    private static async Task<List<string>> RunAndCrashAsync(string folder, string run, int lines)
    {
        using var process = CrashHost.Start("data", folder, run);
        var acknowledged = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            acknowledged.Add(line);
            if (acknowledged.Count == lines) process.Kill();
        }

        await process.WaitForExitAsync();
        return acknowledged;
    }
}
