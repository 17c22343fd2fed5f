using System.Globalization;
using Dataface.Flags.Guard;
using Dataface.Flags.Providers;

namespace Dataface.Flags.CrashHost;

/// <summary>
/// Takes a guarded ramp to its second step, lets users come, and says what the guard has counted, until somebody kills the process.
/// </summary>
internal static class Rollout
{
    public static async Task RunAsync(string folder)
    {
        await using var client = await FlagClient.StartAsync(options =>
        {
            (options.Environment, options.GuardInterval) = ("production", TimeSpan.FromMilliseconds(100));
            options.AddProvider(new InMemoryFlagConfigProvider(File.ReadAllText(Path.Combine(folder, "flags.json"))));
            options.UseStateFile(Path.Combine(folder, "state.jsonl")).UseGuardFile(Path.Combine(folder, "evidence.jsonl"));
        });
        while (client.Guard.Status is []) await Task.Delay(20);
        if (client.Guard.Status[0].Stage == 0)
        {
            var result = await client.Guard.AdvanceAsync(new() { Flag = "f", By = "crash host", Reason = "test" });
            Console.WriteLine($"advanced {result.Reach}");
        }

        for (var user = 0; ; user++)
        {
            var evaluation = client.Evaluate(
                "f", EvaluationContext.ForUser($"{Environment.ProcessId}-{user.ToString(CultureInfo.InvariantCulture)}"));
            client.Guard.Record(evaluation, GuardOutcome.Success, TimeSpan.FromMilliseconds(30));
            if (user % 50 != 0) continue;
            var status = client.Guard.Status[0];
            var latency = status.Signals.Single(s => s.Signal == "latency");
            Console.WriteLine($"counted {status.Stage} {status.Epoch} {latency.Treatment + latency.Control}");
            await Task.Delay(10);
        }
    }
}
