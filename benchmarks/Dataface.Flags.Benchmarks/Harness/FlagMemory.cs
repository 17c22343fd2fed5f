using System.Globalization;
using System.Text;
using Dataface.Flags.Benchmarks.Workloads;
using Dataface.Flags.Providers;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>What a flag of a client keeps beside its document. Run it with DOTNET_PROCESSOR_COUNT=16 for a larger machine.</summary>
internal static class FlagMemory
{
    private const int Flags = 10_000;
    private const int MostIdle = 1_229, MostEvaluated = 2_560;

    public static bool Run()
    {
        string[] keys = [.. Enumerable.Range(0, Flags).Select(i => i.ToString("'flag-'00000", CultureInfo.InvariantCulture))];
        var json = WorkloadFlags.Document(Array.ConvertAll(keys, WorkloadFlags.QuarterRollout));
        Start(WorkloadFlags.Document(WorkloadFlags.QuarterRollout("first"))).Dispose();
        var before = GC.GetTotalMemory(forceFullCollection: true) + Encoding.UTF8.GetByteCount(json);
        using var client = Start(json);
        var idle = (GC.GetTotalMemory(forceFullCollection: true) - before) / Flags;
        var user = EvaluationContext.ForUser("user-42");
        foreach (var key in keys) client.IsEnabled(key, user);
        var evaluated = (GC.GetTotalMemory(forceFullCollection: true) - before) / Flags;
        GC.KeepAlive(json);
        Console.WriteLine();
        Console.WriteLine(
            $"bytes of a flag, {Environment.ProcessorCount} processors: {idle} (<= {MostIdle}), evaluated {evaluated} (<= "
                + $"{MostEvaluated})");
        return idle <= MostIdle && evaluated <= MostEvaluated;
    }

    private static FlagClient Start(string json) => FlagClient.StartAsync(o =>
    {
        o.Environment = WorkloadFlags.Environment;
        o.AddProvider(new InMemoryFlagConfigProvider(json));
    }).GetAwaiter().GetResult();
}
