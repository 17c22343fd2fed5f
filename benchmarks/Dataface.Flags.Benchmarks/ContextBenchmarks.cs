using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;

namespace Dataface.Flags.Benchmarks;

/// <summary>What it costs to make a context: by the builder, and one attribute after another.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByParams)]
public class ContextBenchmarks
{
    private string[] _names = [];

    [Params(1, 2, 10, 50)]
    public int Attributes { get; set; }

    /// <summary>The most bytes that a case may allocate: what the thriftiest peer does for as many attributes.</summary>
    internal static long Most(BenchmarkCase benchmark) => 192 + (88 * (int)benchmark.Parameters[nameof(Attributes)]);

    [GlobalSetup]
    public void SetUp() => _names = [.. Enumerable.Range(0, Attributes).Select(i => $"attribute{i}")];

    [Benchmark(Baseline = true, Description = "builder")]
    public EvaluationContext Built()
    {
        var builder = EvaluationContext.CreateBuilder();
        foreach (var name in _names) builder.Set(name, "value");
        return builder.Build();
    }

    [Benchmark(Description = "With, one by one")]
    public EvaluationContext Chained()
    {
        var context = EvaluationContext.Empty;
        foreach (var name in _names) context = context.With(name, "value");
        return context;
    }
}
