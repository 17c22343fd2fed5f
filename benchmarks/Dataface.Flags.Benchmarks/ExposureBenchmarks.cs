using BenchmarkDotNet.Attributes;
using Dataface.Flags.Benchmarks.Workloads;
using Dataface.Flags.Exposures;
using Dataface.Flags.Providers;

namespace Dataface.Flags.Benchmarks;

/// <summary>
/// What exposures cost an evaluation whose unit is known: W2 by FlagKey, cached, without a sink and with one; and the same for more users
/// than the processor's caches hold.
/// </summary>
[MemoryDiagnoser]
public class ExposureBenchmarks
{
    private const int N = People.Count;
    private const int Many = 1 << 18;

    private static readonly EvaluationContext[] Contexts = People.Contexts;

    private readonly FlagKey<bool> _key = FlagKey.Of("checkout-v2");
    private FlagClient _client = null!;
    private FlagSnapshot _snapshot = null!;

    private EvaluationContext[] _crowd = [];

    [GlobalSetup(Targets = [nameof(Without), nameof(CrowdWithout)])]
    public void SetUpWithout() => SetUp(_ => { });

    [GlobalSetup(Targets = [nameof(Repeated), nameof(Crowd)])]
    public void SetUpWith() => SetUp(o => o.AddExposureSink(new InMemoryExposureSink(capacity: 1)));

    [GlobalCleanup]
    public void CleanUp() => _client.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = N, Description = "no exposures")]
    public int Without() => EvaluateAll(Contexts);

    [Benchmark(OperationsPerInvoke = N, Description = "repeated unit")]
    public int Repeated() => EvaluateAll(Contexts);

    [Benchmark(OperationsPerInvoke = Many, Description = "no exposures, 262,144 units")]
    public int CrowdWithout() => EvaluateAll(_crowd);

    [Benchmark(OperationsPerInvoke = Many, Description = "repeated unit, 262,144 units")]
    public int Crowd() => EvaluateAll(_crowd);

    private int EvaluateAll(EvaluationContext[] contexts)
    {
        var sum = 0;
        foreach (var context in contexts) sum += _snapshot.IsEnabled(_key, context) ? 1 : 0;
        return sum;
    }

    private void SetUp(Action<FlagClientOptions> configure)
    {
        _client = FlagClient.StartAsync(o =>
        {
            o.Environment = WorkloadFlags.Environment;
            o.AddProvider(new InMemoryFlagConfigProvider(WorkloadFlags.Document(WorkloadFlags.Experiment("checkout-v2"))));
            o.UnitSecret = "the benchmark's secret";
            configure(o);
        }).GetAwaiter().GetResult();
        _snapshot = _client.Pin();
        _crowd = [.. Enumerable.Range(0, Many).Select(i => EvaluationContext.Empty.With("userId", (long)i))];
        EvaluateAll(_crowd);
    }
}
