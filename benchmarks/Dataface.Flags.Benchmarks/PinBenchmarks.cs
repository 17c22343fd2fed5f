using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Dataface.Flags.Benchmarks.Workloads;
using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Benchmarks;

/// <summary>
/// What it costs that a kill passes through every pin: the evaluator's first step with the look for a kill and without it, for
/// one flag and for a thousand in turn, and whole evaluations through a pin whose flag was killed since.
/// </summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class PinBenchmarks
{
    private const int N = People.Count;
    private const string One = "one flag", Thousand = "1,000 flags", Killed = "killed since the pin";

    private readonly string _key = "checkout-v2";
    private readonly FlagKey<bool> _handle = FlagKey.Of("checkout-v2");
    private readonly KillMarks _marks = new();
    private readonly CompiledFlag[] _one = OneFlag();
    private readonly CompiledFlag[] _many = ThousandFlags();
    private FlagSnapshot _killed = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _killed = WorkloadFlags.Snapshot(WorkloadFlags.Read(WorkloadFlags.Document(WorkloadFlags.QuarterRollout(_key))), marks: _marks);
        _marks.Kill(_key);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = N, Description = "first step, no look"), BenchmarkCategory(One)]
    public int One_Without() => Without(_one);

    [Benchmark(OperationsPerInvoke = N, Description = "first step, a look for a kill"), BenchmarkCategory(One)]
    public int One_With() => With(_one);

    [Benchmark(Baseline = true, OperationsPerInvoke = N, Description = "first step, no look"), BenchmarkCategory(Thousand)]
    public int Thousand_Without() => Without(_many);

    [Benchmark(OperationsPerInvoke = N, Description = "first step, a look for a kill"), BenchmarkCategory(Thousand)]
    public int Thousand_With() => With(_many);

    [Benchmark(Baseline = true, OperationsPerInvoke = N, Description = "by string key"), BenchmarkCategory(Killed)]
    public int Killed_Key()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _killed.IsEnabled(_key, People.Contexts[i]) ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "by FlagKey"), BenchmarkCategory(Killed)]
    public int Killed_Handle()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _killed.IsEnabled(_handle, People.Contexts[i]) ? 1 : 0;
        return sum;
    }

    internal static CompiledFlag[] OneFlag() => Repeated(WorkloadFlags.Snapshot(WorkloadFlags.OnForEverybody("checkout-v2")));

    internal static CompiledFlag[] ThousandFlags() => Repeated(WorkloadFlags.Snapshot(WorkloadFlags.Many()));

    internal static int Without(CompiledFlag[] flags)
    {
        var sum = 0;
        foreach (var flag in flags) sum += flag.Fixed is { } outcome ? outcome.Cell : 1;
        return sum;
    }

    internal static int With(CompiledFlag[] flags)
    {
        var sum = 0;
        foreach (var flag in flags) sum += (flag.Kills.IsKilledSince ? flag.Outcomes.Killed : flag.Fixed) is { } outcome ? outcome.Cell : 1;
        return sum;
    }

    private static CompiledFlag[] Repeated(FlagSnapshot snapshot)
    {
        var flags = new CompiledFlag[N];
        for (var i = 0; i < N; i++) flags[i] = snapshot.Flags[i % snapshot.Flags.Length];
        return flags;
    }
}
