using System.Diagnostics;
using System.Globalization;
using Dataface.Flags.Benchmarks.Workloads;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>How much more two threads get done than one: what evaluations share.</summary>
internal static class Threads
{
    private const int Rounds = 15;
    private const double Least = 1.6;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(100);

    public static bool Run()
    {
        var snapshot = WorkloadFlags.Snapshot(WorkloadFlags.QuarterRollout("checkout-v2"));
        var key = FlagKey.Of("checkout-v2");
        Console.WriteLine();
        Console.WriteLine("| evaluations a second | one thread | two threads | ratio |");
        Console.WriteLine("|---|---|---|---|");
        var isMet = Compare("W2 by FlagKey, cached", () => OwnPeople(context => snapshot.IsEnabled(key, context)));
        isMet &= Compare("W2 by string key, cached", () => OwnPeople(context => snapshot.IsEnabled("checkout-v2", context)));
        foreach (var flag in GrowingFlag.All.Where(f => f.Name is "matches" or "semver" or "no unit" or "no such flag"))
        {
            isMet &= Compare(flag.Name, () => flag.Evaluate);
        }

        return isMet;
    }

    private static Action<int> OwnPeople(Func<EvaluationContext, bool> evaluate)
    {
        // Contexts of its own, so that only the flag and its counters are shared.
        var contexts = Array.ConvertAll(People.Ids, EvaluationContext.ForUser);
        return count =>
        {
            for (var i = 0; i < count; i++) evaluate(contexts[i & (People.Count - 1)]);
        };
    }

    private static bool Compare(string what, Func<Action<int>> make)
    {
        // Threads that have come and gone must not make two of those that follow share anything.
        for (var i = 0; i < 5; i++) Measure(make, 1);
        var (one, two) = (0.0, 0.0);
        for (var i = 0; i < Rounds; i++) (one, two) = (Math.Max(one, Measure(make, 1)), Math.Max(two, Measure(make, 2)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {what} | {one / 1e6:0.0} M | {two / 1e6:0.0} M | {two / one:0.00} |"));
        return two / one >= Least;
    }

    private static double Measure(Func<Action<int>> make, int threads)
    {
        using var ready = new Barrier(threads);
        var rates = new double[threads];
        var workers = Enumerable.Range(0, threads).Select(t => new Thread(() =>
        {
            var evaluate = make();
            evaluate(10_000);
            ready.SignalAndWait();
            var (start, done) = (Stopwatch.GetTimestamp(), 0L);
            for (; Stopwatch.GetElapsedTime(start) < Round; done += 10_000) evaluate(10_000);
            rates[t] = done / Stopwatch.GetElapsedTime(start).TotalSeconds;
        })).ToArray();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
        return rates.Sum();
    }
}
