using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Reports;
using Dataface.Flags.Benchmarks.Workloads;
using Dataface.Flags.Guard;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>Holds the guard to its budgets: what recording costs, and what looking costs.</summary>
internal static class GuardBudgets
{
    private const int Flags = 100;
    private const int Looks = 500;

    /// <summary>Looks until all of their code is compiled as it stays.</summary>
    private const int FirstLooks = 300;
    private const int Records = 20_000_000;
    private const double MostOfACore = 0.005;

    public static bool Judge(Summary summary)
    {
        BenchmarkReport Of(string method) => summary.Reports.Single(r => r.BenchmarkCase.Descriptor.WorkloadMethod.Name == method);
        double Mean(string method) => Of(method).ResultStatistics!.Mean;
        double Bytes(string method) => Of(method).GcStats.GetBytesAllocatedPerOperation(Of(method).BenchmarkCase) ?? 0;
        Console.WriteLine();
        return Within("an error of a unit that has erred, in ns", Mean(nameof(GuardBenchmarks.Error_Known)), 150)
            & Within("an error of another unit, in ns", Mean(nameof(GuardBenchmarks.Error_New)), 150)
            & Within("bytes allocated by a success",
                Bytes(nameof(GuardBenchmarks.Success_NoLatency)) + Bytes(nameof(GuardBenchmarks.Success_Latency)), 0);
    }

    /// <summary>
    /// A success against an evaluation by string key, both of the fastest pass of one run: at most 10 and 15 ns where an evaluation takes
    /// 9.6.
    /// </summary>
    public static bool Successes()
    {
        var (evaluations, guard) = (new EvaluationBenchmarks(), new GuardBenchmarks());
        guard.SetUp();
        var evaluation = Fastest(() => evaluations.W1_Key());
        var (plain, timed) = (Fastest(guard.Success_NoLatency), Fastest(guard.Success_Latency));
        guard.CleanUp();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"an evaluation: {evaluation:0.0} ns, a success: {plain:0.0} ns, with latency: {timed:0.0} ns"));
        return Within("a success, latency not watched, against an evaluation by string key", plain / evaluation, 10 / 9.6)
            & Within("a success, latency watched, against an evaluation by string key", timed / evaluation, 15 / 9.6);

        static double Fastest(Action pass) => FastestPass.Of(count =>
        {
            for (var i = 0; i < count; i++) pass();
        }, least: 1).Nanoseconds / People.Count;
    }

    /// <summary>Looks at a hundred guards under traffic, as each second does.</summary>
    public static bool Look()
    {
        using var client = GuardedFlags.Start(Flags, _ => "{}");
        var evaluations = Enumerable.Range(0, Flags).Select(flag => GuardedFlags.Evaluate(client, flag)).ToArray();
        var times = new List<double>();
        for (var look = 0; look < Looks; look++)
        {
            foreach (var flag in evaluations)
            {
                for (var i = look; i < flag.Length; i += 7)
                    client.Guard.Record(
                        flag[i], i % 40 == 0 ? GuardOutcome.Error : GuardOutcome.Success, TimeSpan.FromMilliseconds(i % 90));
            }

            var start = Stopwatch.GetTimestamp();
            client.LookAtGuardsAsync().GetAwaiter().GetResult();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        Console.WriteLine();
        return Within($"looking at {Flags} guards each second, share of a core", times.Skip(FirstLooks).Average(), MostOfACore);
    }

    /// <summary>How much more two threads record than one, for one flag.</summary>
    public static void Threads()
    {
        using var client = GuardedFlags.Start(1, _ => "{}");
        var evaluations = GuardedFlags.Evaluate(client, 0);
        Measure(1);
        var (one, two) = (Enumerable.Range(0, 5).Max(_ => Measure(1)), Enumerable.Range(0, 5).Max(_ => Measure(2)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"successes recorded a second: one thread {one / 1e6:0} M, two threads {two / 1e6:0} M, ratio {two / one:0.00}"));

        double Measure(int threads)
        {
            var start = Stopwatch.GetTimestamp();
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
            {
                for (var i = 0; i < Records; i++)
                    client.Guard.Record(evaluations[i & (People.Count - 1)], GuardOutcome.Success, TimeSpan.FromMilliseconds(40));
            });
            return threads * (double)Records / Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    private static bool Within(string what, double value, double most)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{(value <= most ? "met     " : "EXCEEDED")} {what}: {value:0.####} (<= {most})"));
        return value <= most;
    }
}
