using BenchmarkDotNet.Attributes;
using Dataface.Flags.Benchmarks.Workloads;

namespace Dataface.Flags.Benchmarks;

/// <summary>
/// What a gate costs a request: the pipeline of a bare endpoint against the same with a W2 flag, and with one that is on for everybody.
/// </summary>
[MemoryDiagnoser]
public class EndpointBenchmarks
{
    private const int N = People.Count;

    private Pipeline _pipeline = null!;

    [GlobalSetup(Target = nameof(Bare))]
    public void SetUpBare() => _pipeline = Pipeline.Bare();

    [GlobalSetup(Target = nameof(Gated_W2))]
    public void SetUpGated() => _pipeline = Pipeline.Gated(WorkloadFlags.QuarterRollout("checkout-v2"));

    [GlobalSetup(Target = nameof(Gated_On))]
    public void SetUpOn() => _pipeline = Pipeline.Gated(WorkloadFlags.OnForEverybody("checkout-v2"));

    [GlobalCleanup]
    public void CleanUp() => _pipeline.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = N, Description = "bare endpoint")]
    public int Bare() => SendAll(passing: N);

    [Benchmark(OperationsPerInvoke = N, Description = "gated, W2 25 % rollout")]
    public int Gated_W2() => SendAll(passing: N / 4);

    [Benchmark(OperationsPerInvoke = N, Description = "gated, on for everybody")]
    public int Gated_On() => SendAll(passing: N);

    /// <summary>A request of each user; throws when not about as many pass as should, so that no shortcut is measured.</summary>
    private int SendAll(int passing)
    {
        var passed = 0;
        for (var i = 0; i < N; i++) passed += _pipeline.Send(i) == 200 ? 1 : 0;
        return Math.Abs(passed - passing) <= N / 16
            ? passed : throw new InvalidOperationException($"{passed} of {N} requests passed, but {passing} should.");
    }
}
