using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Dataface.Flags.Benchmarks.Workloads;
using Microsoft.FeatureManagement.FeatureFilters;

namespace Dataface.Flags.Benchmarks;

/// <summary>
/// The six workloads. Each operation is one evaluation, W6 one request of twenty. "new" hashes the unit in every evaluation, "cached" has
/// it in the context. The floor is the baseline of its workload; ours is charged for making the context forget its hash.
/// </summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class EvaluationBenchmarks
{
    private const int N = People.Count;
    private const int Twenty = 20;
    private const string W1 = "W1 on for everybody", W2 = "W2 25 % rollout", W3 = "W3 five countries, 50 %", W4 = "W4 four variants", W5 =
        "W5 1,000 flags", W6 = "W6 twenty flags, new context";

    private static readonly EvaluationContext[] Contexts = People.Contexts;
    private static readonly string[] Ids = People.Ids;
    private static readonly ulong[] Hashes = Array.ConvertAll(People.Ids, Floor.Hash);

    private readonly string _key = "checkout-v2";
    private readonly FlagKey<bool> _handle = FlagKey.Of("checkout-v2");
    private readonly FlagKey<string> _textHandle = FlagKey.Of("checkout-v2", "none");
    private readonly FlagKey<bool>[] _manyHandles = Array.ConvertAll(WorkloadFlags.ManyKeys, FlagKey.Of);
    private readonly Floor _floor = new(["checkout-v2"]);
    private readonly Floor _manyFloor = new(WorkloadFlags.ManyKeys);
    private readonly FlagSnapshot _served = WorkloadFlags.Snapshot(WorkloadFlags.OnForEverybody("checkout-v2"));
    private readonly FlagSnapshot _quarter = WorkloadFlags.Snapshot(WorkloadFlags.QuarterRollout("checkout-v2"));
    private readonly FlagSnapshot _countries = WorkloadFlags.Snapshot(WorkloadFlags.HalfOfFiveCountries("checkout-v2"));
    private readonly FlagSnapshot _variants = WorkloadFlags.Snapshot(WorkloadFlags.FourVariants("checkout-v2"));
    private readonly FlagSnapshot _many = WorkloadFlags.Snapshot(WorkloadFlags.Many());
    private Peer _peer = null!;

    [GlobalSetup(Target = nameof(W1_Peer))]
    public void SetUpW1() => _peer = new(_key, "served");

    [GlobalSetup(Target = nameof(W2_Peer))]
    public void SetUpW2() => _peer = new(_key, "quarter");

    [GlobalSetup(Target = nameof(W3_Peer))]
    public void SetUpW3() => _peer = new(_key, "countries");

    [GlobalSetup(Target = nameof(W4_Peer))]
    public void SetUpW4() => _peer = new(_key, "variants");

    [GlobalSetup(Targets = [nameof(W5_Peer), nameof(W6_Peer)])]
    public void SetUpMany() => _peer = new(WorkloadFlags.ManyKeys, "quarter");

    [Benchmark(Baseline = true, OperationsPerInvoke = N, Description = "floor"), BenchmarkCategory(W1)]
    public int W1_Floor()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _floor.Find(_key).Serve() ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "by string key"), BenchmarkCategory(W1)]
    public int W1_Key()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _served.IsEnabled(_key, Contexts[i]) ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "by FlagKey"), BenchmarkCategory(W1)]
    public int W1_Handle()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _served.IsEnabled(_handle, Contexts[i]) ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "FeatureManagement"), BenchmarkCategory(W1)]
    public int W1_Peer()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _peer.IsEnabled(_key, Peer.Contexts[i]) ? 1 : 0;
        return sum;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = N, Description = "floor, new"), BenchmarkCategory(W2)]
    public int W2_FloorNew()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _floor.Find(_key).Quarter(Floor.Hash(Ids[i])) ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "by string key, new"), BenchmarkCategory(W2)]
    public int W2_KeyNew()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _quarter.IsEnabled(_key, Forgetful(i)) ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "floor, cached"), BenchmarkCategory(W2)]
    public int W2_FloorCached()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _floor.Find(_key).Quarter(Hashes[i]) ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "floor, cached, no look-up"), BenchmarkCategory(W2)]
    public int W2_FloorBare()
    {
        var (sum, flag) = (0, _floor.Find(_key));
        for (var i = 0; i < N; i++) sum += flag.Quarter(Hashes[i]) ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "by string key, cached"), BenchmarkCategory(W2)]
    public int W2_KeyCached()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _quarter.IsEnabled(_key, Contexts[i]) ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "by FlagKey, cached"), BenchmarkCategory(W2)]
    public int W2_HandleCached()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _quarter.IsEnabled(_handle, Contexts[i]) ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "FeatureManagement"), BenchmarkCategory(W2)]
    public int W2_Peer()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _peer.IsEnabled(_key, Peer.Contexts[i]) ? 1 : 0;
        return sum;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = N, Description = "floor, new"), BenchmarkCategory(W3)]
    public int W3_Floor()
    {
        var sum = 0;
        for (var i = 0; i < N; i++)
            sum += (People.CountryOf[i] is "DE" or "AT" or "CH" or "FR" or "NL"
                ? _floor.Find(_key).Half(Floor.Hash(Ids[i])) : _floor.Find(_key).Outside()) ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "by string key, new"), BenchmarkCategory(W3)]
    public int W3_KeyNew()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _countries.IsEnabled(_key, Forgetful(i)) ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "floor, cached"), BenchmarkCategory(W3)]
    public int W3_FloorCached()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += (People.CountryOf[i] is "DE" or "AT" or "CH" or "FR" or "NL"
            ? _floor.Find(_key).Half(Hashes[i]) : _floor.Find(_key).Outside()) ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "by string key, cached"), BenchmarkCategory(W3)]
    public int W3_KeyCached()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _countries.IsEnabled(_key, Contexts[i]) ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "by FlagKey, cached"), BenchmarkCategory(W3)]
    public int W3_HandleCached()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _countries.IsEnabled(_handle, Contexts[i]) ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "FeatureManagement"), BenchmarkCategory(W3)]
    public int W3_Peer()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _peer.IsEnabled(_key, Peer.Contexts[i]) ? 1 : 0;
        return sum;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = N, Description = "floor, new"), BenchmarkCategory(W4)]
    public int W4_Floor()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _floor.Find(_key).Variant(Floor.Hash(Ids[i])).Length;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "by string key, new"), BenchmarkCategory(W4)]
    public int W4_KeyNew()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _variants.GetString(_key, "none", Forgetful(i)).Length;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "by string key, cached"), BenchmarkCategory(W4)]
    public int W4_KeyCached()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _variants.GetString(_key, "none", Contexts[i]).Length;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "by FlagKey, cached"), BenchmarkCategory(W4)]
    public int W4_HandleCached()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _variants.GetValue(_textHandle, Contexts[i]).Length;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "FeatureManagement"), BenchmarkCategory(W4)]
    public int W4_Peer()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += (_peer.Variant(_key, Peer.Contexts[i]) ?? "").Length;
        return sum;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = N, Description = "floor, new"), BenchmarkCategory(W5)]
    public int W5_Floor()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _manyFloor.Find(WorkloadFlags.ManyKeys[i % 1_000]).Quarter(Floor.Hash(Ids[i])) ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "by string key, new"), BenchmarkCategory(W5)]
    public int W5_KeyNew()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _many.IsEnabled(WorkloadFlags.ManyKeys[i % 1_000], Forgetful(i)) ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "by string key, cached"), BenchmarkCategory(W5)]
    public int W5_KeyCached()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _many.IsEnabled(WorkloadFlags.ManyKeys[i % 1_000], Contexts[i]) ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "by FlagKey, cached"), BenchmarkCategory(W5)]
    public int W5_HandleCached()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _many.IsEnabled(_manyHandles[i % 1_000], Contexts[i]) ? 1 : 0;
        return sum;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "FeatureManagement"), BenchmarkCategory(W5)]
    public int W5_Peer()
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += _peer.IsEnabled(WorkloadFlags.ManyKeys[i % 1_000], Peer.Contexts[i]) ? 1 : 0;
        return sum;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = N, Description = "floor"), BenchmarkCategory(W6)]
    public int W6_Floor()
    {
        var on = 0;
        for (var i = 0; i < N; i++)
        {
            var hash = Floor.Hash(Ids[i]);
            for (var k = 0; k < Twenty; k++) on += _manyFloor.Find(WorkloadFlags.ManyKeys[k]).Quarter(hash) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "by string key"), BenchmarkCategory(W6)]
    public int W6_Key()
    {
        var on = 0;
        for (var i = 0; i < N; i++)
        {
            var context = EvaluationContext.ForUser(Ids[i]);
            for (var k = 0; k < Twenty; k++) on += _many.IsEnabled(WorkloadFlags.ManyKeys[k], context) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "by FlagKey"), BenchmarkCategory(W6)]
    public int W6_Handle()
    {
        var on = 0;
        for (var i = 0; i < N; i++)
        {
            var context = EvaluationContext.ForUser(Ids[i]);
            for (var k = 0; k < Twenty; k++) on += _many.IsEnabled(_manyHandles[k], context) ? 1 : 0;
        }

        return on;
    }

    [Benchmark(OperationsPerInvoke = N, Description = "FeatureManagement"), BenchmarkCategory(W6)]
    public int W6_Peer()
    {
        var on = 0;
        for (var i = 0; i < N; i++)
        {
            var context = new TargetingContext { UserId = Ids[i] };
            for (var k = 0; k < Twenty; k++) on += _peer.IsEnabled(WorkloadFlags.ManyKeys[k], context) ? 1 : 0;
        }

        return on;
    }

    private static EvaluationContext Forgetful(int i)
    {
        var context = Contexts[i];
        context.ForgetUnitHash();
        return context;
    }
}
