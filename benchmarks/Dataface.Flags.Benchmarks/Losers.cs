using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using System.IO.Hashing;
using System.Text;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Dataface.Flags.Benchmarks.Workloads;
using Dataface.Flags.Bucketing;
using Dataface.Flags.Evaluating.Counting;

namespace Dataface.Flags.Benchmarks;

/// <summary>What was tried and lost, beside what won, so that nobody has to try it again.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class Losers
{
    private const int N = People.Count;
    private const string Counting = "counting one evaluation", LookUp = "finding a flag among 1,000", Hashing = "hashing a unit";

    private static readonly Meter Meter = new("benchmark");
    private static readonly Counter<long> Tagged = Meter.CreateCounter<long>("evaluations");

    private readonly FlagCounters _striped = new([new("on", EvaluationReason.Rollout), new("off", EvaluationReason.OutsideRollout)]);
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, int> _dictionary = WorkloadFlags.ManyKeys.Select((key, i) => (key, i))
        .ToDictionary(p => p.key, p => p.i, StringComparer.Ordinal);
    private readonly FrozenDictionary<string, int> _frozen = WorkloadFlags.ManyKeys.Select((key, i) => (key, i))
        .ToFrozenDictionary(p => p.key, p => p.i, StringComparer.Ordinal);
    private long _shared;

    [GlobalSetup]
    public void Listen()
    {
        // Somebody listens, or the tagged counter would do nothing.
        _listener.EnableMeasurementEvents(Tagged);
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) => { });
        _listener.Start();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = N, Description = "striped cells (used)"), BenchmarkCategory(Counting)]
    public void Counting_Striped()
    {
        for (var i = 0; i < N; i++) _striped.Increment(i & 1);
    }

    [Benchmark(OperationsPerInvoke = N, Description = "one shared cell"), BenchmarkCategory(Counting)]
    public void Counting_Shared()
    {
        for (var i = 0; i < N; i++) Interlocked.Increment(ref _shared);
    }

    [Benchmark(OperationsPerInvoke = N, Description = "Counter.Add with three tags"), BenchmarkCategory(Counting)]
    public void Counting_Tagged()
    {
        for (var i = 0; i < N; i++) Tagged.Add(1, new("key", "checkout-v2"), new("variant", "on"), new("reason", "split"));
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = N, Description = "FrozenDictionary (used)"), BenchmarkCategory(LookUp)]
    public int LookUp_Frozen()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _frozen[WorkloadFlags.ManyKeys[i % 1_000]];
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "Dictionary"), BenchmarkCategory(LookUp)]
    public int LookUp_Dictionary()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _dictionary[WorkloadFlags.ManyKeys[i % 1_000]];
        return sum;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = N, Description = "XXH3 on the stack (used)"), BenchmarkCategory(Hashing)]
    public ulong Hashing_Stack()
    {
        var sum = 0UL;
        for (var i = 0; i < N; i++) sum += UnitHash.Of(People.Ids[i]);
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "XXH3 over Encoding.GetBytes"), BenchmarkCategory(Hashing)]
    public ulong Hashing_Heap()
    {
        var sum = 0UL;
        for (var i = 0; i < N; i++) sum += XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(People.Ids[i]));
        return sum;
    }
}
