using System.Text.Json.Serialization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using Dataface.Flags.Benchmarks.Workloads;

namespace Dataface.Flags.Benchmarks;

/// <summary>What a handle costs with one snapshot, and with several in turn, as of two clients, or a pin beside a newer one.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public partial class HandleBenchmarks
{
    private const int N = People.Count;
    private const string Boolean = "boolean", Objects = "object";

    private static readonly string Flags = $"{WorkloadFlags.QuarterRollout("flag")}, {WorkloadFlags.Objects("theme")}";

    private readonly FlagKey<bool> _flag = FlagKey.Of("flag");
    private readonly FlagKey<Theme> _theme = FlagKey.Of("theme", new Theme(""), ThemeJson.Default.Theme);
    private readonly FlagSnapshot[] _one = Snapshots(1);
    private readonly FlagSnapshot[] _two = Snapshots(2);
    private readonly FlagSnapshot[] _eight = Snapshots(8);

    [Benchmark(Baseline = true, OperationsPerInvoke = N, Description = "one snapshot"), BenchmarkCategory(Boolean)]
    public int Boolean_One() => Enabled(_one);

    [Benchmark(OperationsPerInvoke = N, Description = "two in turn"), BenchmarkCategory(Boolean)]
    public int Boolean_Two() => Enabled(_two);

    [Benchmark(OperationsPerInvoke = N, Description = "eight in turn"), BenchmarkCategory(Boolean)]
    public int Boolean_Eight() => Enabled(_eight);

    [Benchmark(Baseline = true, OperationsPerInvoke = N, Description = "one snapshot"), BenchmarkCategory(Objects)]
    public int Object_One() => Values(_one);

    [Benchmark(OperationsPerInvoke = N, Description = "two in turn"), BenchmarkCategory(Objects)]
    public int Object_Two() => Values(_two);

    [Benchmark(OperationsPerInvoke = N, Description = "eight in turn"), BenchmarkCategory(Objects)]
    public int Object_Eight() => Values(_eight);

    private int Enabled(FlagSnapshot[] snapshots)
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += snapshots[i & (snapshots.Length - 1)].IsEnabled(_flag, People.Contexts[i]) ? 1 : 0;
        return sum;
    }

    private int Values(FlagSnapshot[] snapshots)
    {
        var sum = 0;
        for (var i = 0; i < N; i++) sum += snapshots[i & (snapshots.Length - 1)].GetValue(_theme, People.Contexts[i]).Color.Length;
        return sum;
    }

    private static FlagSnapshot[] Snapshots(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => WorkloadFlags.Snapshot(Flags))];

    internal sealed record Theme(string Color);

    [JsonSerializable(typeof(Theme))]
    internal sealed partial class ThemeJson : JsonSerializerContext;
}
