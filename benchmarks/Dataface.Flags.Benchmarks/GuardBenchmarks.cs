using BenchmarkDotNet.Attributes;
using Dataface.Flags.Benchmarks.Workloads;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Guard;

namespace Dataface.Flags.Benchmarks;

/// <summary>What feeding the guard costs the threads that do the work.</summary>
[MemoryDiagnoser]
public class GuardBenchmarks
{
    private const int N = People.Count;
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(40);

    private FlagClient _client = null!;
    private IFlagGuard _guard = null!;
    private Evaluation<bool>[] _plain = [];
    private Evaluation<bool>[] _timed = [];
    private UnitRecorder _recorder = null!;
    private Evaluating.Outcome _outcome = null!;
    private ulong _unit;

    [GlobalSetup]
    public void SetUp()
    {
        _client = GuardedFlags.Start(2, i => i == 0 ? """{ "latency": false }""" : "{}");
        _guard = _client.Guard;
        (_plain, _timed) = (GuardedFlags.Evaluate(_client, 0), GuardedFlags.Evaluate(_client, 1));
        _outcome = _timed[0].Outcome!;
        _recorder = _outcome.Rollout!.Recorder!;
    }

    [GlobalCleanup]
    public void CleanUp() => _client.Dispose();

    [Benchmark(Baseline = true, OperationsPerInvoke = N, Description = "success, latency not watched")]
    public void Success_NoLatency()
    {
        foreach (ref var evaluation in _plain.AsSpan()) _guard.Record(evaluation, GuardOutcome.Success);
    }

    [Benchmark(OperationsPerInvoke = N, Description = "success, latency watched")]
    public void Success_Latency()
    {
        foreach (ref var evaluation in _timed.AsSpan()) _guard.Record(evaluation, GuardOutcome.Success, Fast);
    }

    [Benchmark(OperationsPerInvoke = N, Description = "error of a unit that has erred")]
    public void Error_Known()
    {
        foreach (ref var evaluation in _timed.AsSpan()) _guard.Record(evaluation, GuardOutcome.Error, Fast);
    }

    [Benchmark(OperationsPerInvoke = N, Description = "error of another unit each time")]
    public void Error_New()
    {
        for (var i = 0; i < N; i++) _recorder.Record(_outcome, _unit += 0x9E3779B97F4A7C15, 0, GuardOutcome.Error, Fast);
    }

    [Benchmark(OperationsPerInvoke = N, Description = "Begin and Complete")]
    public void BeginAndComplete()
    {
        foreach (ref var evaluation in _timed.AsSpan()) _guard.Begin(evaluation).Complete(GuardOutcome.Success);
    }

    [Benchmark(OperationsPerInvoke = N, Description = "a scope with one evaluation")]
    public void Scope()
    {
        foreach (var context in People.Contexts)
        {
            using var scope = _guard.BeginScope();
            _client.IsEnabled(GuardedFlags.Keys[1], context);
            scope.Complete(GuardOutcome.Success);
        }
    }
}
