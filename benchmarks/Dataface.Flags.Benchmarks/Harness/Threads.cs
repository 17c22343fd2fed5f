using System.Diagnostics;
using System.Globalization;
using Dataface.Flags.Benchmarks.Workloads;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>How much more two threads get done than one, on one flag: what the counters cost when threads share them.</summary>
internal static class Threads
{
    private const int Rounds = 5;
    private const int Evaluations = 20_000_000;

    public static void Run()
    {
        var snapshot = WorkloadFlags.Snapshot(WorkloadFlags.QuarterRollout("checkout-v2"));
        var key = FlagKey.Of("checkout-v2");
        Measure(snapshot, key, 1);
        var (one, two) = (Best(snapshot, key, 1), Best(snapshot, key, 2));
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"W2 by FlagKey, cached, evaluations a second: one thread {one / 1e6:0} M, two threads {two / 1e6:0} M, ratio {two / one:0.00}"));
    }

    private static double Best(FlagSnapshot snapshot, FlagKey<bool> key, int threads) => Enumerable.Range(0, Rounds).Max(_ => Measure(snapshot, key, threads));

    private static double Measure(FlagSnapshot snapshot, FlagKey<bool> key, int threads)
    {
        using var ready = new Barrier(threads + 1);
        var workers = Enumerable.Range(0, threads).Select(t => new Thread(() =>
        {
            // Contexts of its own, so that only the flag and its counters are shared.
            var contexts = Array.ConvertAll(People.Ids, EvaluationContext.ForUser);
            var on = 0;
            ready.SignalAndWait();
            for (var i = 0; i < Evaluations; i++) on += snapshot.IsEnabled(key, contexts[i & (People.Count - 1)]) ? 1 : 0;
            GC.KeepAlive(on);
        })).ToArray();
        foreach (var worker in workers) worker.Start();
        ready.SignalAndWait();
        var start = Stopwatch.GetTimestamp();
        foreach (var worker in workers) worker.Join();
        return threads * (double)Evaluations / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
