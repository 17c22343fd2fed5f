using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Reports;
using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>
/// Holds the look for a kill to its budget: at most 1 ns, and 0 B, killed or not. The nanoseconds are those of the fastest of
/// many short passes, with and without in turn, because what others do on the machine only adds, and comes and goes.
/// </summary>
internal static class PinBudget
{
    private const double MostNanoseconds = 1;
    private const int Passes = 50_000;

    public static bool Judge(Summary summary)
    {
        var bytes = summary.Reports.Sum(r => r.GcStats.GetBytesAllocatedPerOperation(r.BenchmarkCase) ?? 0);
        Console.WriteLine();
        return Within("bytes allocated, killed or not", bytes, 0)
            & Look("one flag", PinBenchmarks.OneFlag())
            & Look("1,000 flags", PinBenchmarks.ThousandFlags());
    }

    private static bool Look(string what, CompiledFlag[] flags)
    {
        var (without, with) = (double.MaxValue, double.MaxValue);
        for (var i = 0; i < Passes; i++)
        {
            without = Math.Min(without, Time(PinBenchmarks.Without, flags));
            with = Math.Min(with, Time(PinBenchmarks.With, flags));
        }

        var figures = string.Create(CultureInfo.InvariantCulture, $"{without:0.00} ns without, {with:0.00} ns with");
        return Within($"the look for a kill, {what}, in ns ({figures})", with - without, MostNanoseconds);
    }

    private static double Time(Func<CompiledFlag[], int> pass, CompiledFlag[] flags)
    {
        var start = Stopwatch.GetTimestamp();
        pass(flags);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / flags.Length;
    }

    private static bool Within(string what, double value, double most)
    {
        var verdict = value <= most ? "met     " : "EXCEEDED";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verdict} {what}: {value:0.00} (<= {most})"));
        return value <= most;
    }
}
