using System.Globalization;
using Dataface.Flags.Providers;

namespace Dataface.Flags.Tests.Guard;

[TestFixture]
internal sealed class GuardCrashTests
{
    [Test, Rule("a ramp survives restarts")]
    public async Task Rollout_ProcessKilledAgainAndAgain_ResumesAtItsStageWithItsEvidence()
    {
        using var folder = new TemporaryFolder();
        var today = DateTime.UtcNow;
        await File.WriteAllTextAsync(folder["flags.json"], $$"""
            { "schema": 1, "flags": { "f": { "owner": "team", "created": "{{today:yyyy-MM-dd}}",
            "expires": "{{today.AddDays(30):yyyy-MM-dd}}", "guard": {},
              "environments": { "production": { "rollout": { "percent": 50, "ramp": { "steps": [1, 5, 50], "hold": "01:00:00" } } } } } } }
            """);
        var (counted, epoch) = (0L, 0);
        for (var crash = 0; crash < 3; crash++)
        {
            var (lastCounted, lastEpoch) = await RunAndCrashAsync(folder[""], counted + 300);
            Assert.That(lastCounted, Is.GreaterThan(counted), "evidence of the process before was there, and more came");
            Assert.That(epoch == 0 || epoch == lastEpoch, "the same epoch went on");
            (counted, epoch) = (lastCounted, lastEpoch);
        }

        await using var client = await FlagClient.StartAsync(options =>
        {
            (options.Environment, options.GuardInterval) = ("production", TimeSpan.FromDays(1));
            options.AddProvider(new InMemoryFlagConfigProvider(File.ReadAllText(folder["flags.json"])));
            options.UseStateFile(folder["state.jsonl"]).UseGuardFile(folder["evidence.jsonl"]);
        });
        await client.LookAtGuardsAsync();
        var status = client.Guard.Status.Single();
        var latency = status.Signals.Single(s => s.Signal == "latency");
        Assert.That((status.Stage, status.Percent, status.Epoch), Is.EqualTo((1, 5m, epoch)));
        Assert.That(latency.Treatment + latency.Control, Is.GreaterThanOrEqualTo(counted), "nothing that was counted is lost");
        TestContext.Out.WriteLine(
            $"3 kills -9; stage {status.Stage}, {latency.Treatment + latency.Control} units of evidence, {counted} of them acknowledged");
    }

    private static async Task<(long Counted, int Epoch)> RunAndCrashAsync(string folder, long until)
    {
        using var process = CrashHost.Start("rollout", folder);
        var (counted, epoch) = (0L, 0);
        while (counted < until && await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split(' ') is ["counted", "1", var number, var units])
                (counted, epoch) = (long.Parse(units, CultureInfo.InvariantCulture), int.Parse(number, CultureInfo.InvariantCulture));
        }

        process.Kill();
        await process.WaitForExitAsync();
        return (counted, epoch);
    }
}
