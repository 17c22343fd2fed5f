using System.Diagnostics;
using System.Globalization;
using Dataface.Flags.Benchmarks.Workloads;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>
/// How much more two threads get done than one: what evaluations share. Two processors of a virtual machine may be one core's two threads,
/// so each round also measures work that shares nothing, a rollout by hand with a flag and counters of each thread's own.
/// </summary>
internal static class Threads
{
    private const int Rounds = 100;
    private const double Least = 0.8;
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(15);

    public static bool Run()
    {
        var snapshot = WorkloadFlags.Snapshot(WorkloadFlags.QuarterRollout("checkout-v2"));
        var key = FlagKey.Of("checkout-v2");
        Console.WriteLine();
        Console.WriteLine("| evaluations a second | one thread | two threads | ratio | where nothing is shared |");
        Console.WriteLine("|---|---|---|---|---|");
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
        var (one, two, oneAlone, twoAlone) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < Rounds; i++)
        {
            (one, two) = (Math.Max(one, Measure(make, 1)), Math.Max(two, Measure(make, 2)));
            (oneAlone, twoAlone) = (Math.Max(oneAlone, Measure(ByHand, 1)), Math.Max(twoAlone, Measure(ByHand, 2)));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {what} | {one / 1e6:0.0} M | {two / 1e6:0.0} M | {two / one:0.00} | {twoAlone / oneAlone:0.00} |"));
        return two / one >= Least * twoAlone / oneAlone;
    }

    private static Action<int> ByHand()
    {
        var flag = new Floor(["checkout-v2"])["checkout-v2"];
        var units = Array.ConvertAll(People.Ids, Floor.Hash);
        return count =>
        {
            for (var i = 0; i < count; i++) flag.Quarter(units[i & (People.Count - 1)]);
        };
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
