using System.Globalization;
using BenchmarkDotNet.Reports;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>
/// Holds the look for a kill to its budget: at most 1 ns by the fastest iterations of one run, since others' work only adds, and
/// 0 B, killed or not.
/// </summary>
internal static class PinBudget
{
    private const double MostNanoseconds = 1;

    public static bool Judge(Summary summary)
    {
        BenchmarkReport Row(string method) => summary.Reports.Single(r => r.BenchmarkCase.Descriptor.WorkloadMethod.Name == method);
        double More(string with, string without) => Row(with).ResultStatistics!.Min - Row(without).ResultStatistics!.Min;
        Console.WriteLine();
        var bytes = summary.Reports.Sum(r => r.GcStats.GetBytesAllocatedPerOperation(r.BenchmarkCase) ?? 0);
        var one = More(nameof(PinBenchmarks.One_With), nameof(PinBenchmarks.One_Without));
        var thousand = More(nameof(PinBenchmarks.Thousand_With), nameof(PinBenchmarks.Thousand_Without));
        return Within("the look for a kill, one flag, in ns", one, MostNanoseconds)
            & Within("the look for a kill, 1,000 flags, in ns", thousand, MostNanoseconds)
            & Within("bytes allocated, killed or not", bytes, 0);
    }

    private static bool Within(string what, double value, double most)
    {
        var verdict = value <= most ? "met     " : "EXCEEDED";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{verdict} {what}: {value:0.00} (<= {most})"));
        return value <= most;
    }
}
