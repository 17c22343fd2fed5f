using System.Globalization;
using BenchmarkDotNet.Reports;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>Holds the look for a kill to its budget: at most 1 ns by the medians of one run, and 0 B, killed or not.</summary>
internal static class PinBudget
{
    private const double MostNanoseconds = 1;

    public static bool Judge(Summary summary)
    {
        BenchmarkReport Row(string method) => summary.Reports.Single(r => r.BenchmarkCase.Descriptor.WorkloadMethod.Name == method);
        double More(string with, string without) => Row(with).ResultStatistics!.Median - Row(without).ResultStatistics!.Median;
        Console.WriteLine();
        var bytes = summary.Reports.Sum(r => r.GcStats.GetBytesAllocatedPerOperation(r.BenchmarkCase) ?? 0);
        return Within("the look for a kill, one flag, in ns", More(nameof(PinBenchmarks.One_With), nameof(PinBenchmarks.One_Without)), MostNanoseconds)
            & Within("the look for a kill, 1,000 flags, in ns", More(nameof(PinBenchmarks.Thousand_With), nameof(PinBenchmarks.Thousand_Without)), MostNanoseconds)
            & Within("bytes allocated, killed or not", bytes, 0);
    }

    private static bool Within(string what, double value, double most)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(value <= most ? "met     " : "EXCEEDED")} {what}: {value:0.00} (<= {most})"));
        return value <= most;
    }
}
