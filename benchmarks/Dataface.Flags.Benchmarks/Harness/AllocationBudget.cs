using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>Holds each case of a benchmark to the bytes that it may allocate.</summary>
internal static class AllocationBudget
{
    public static bool Judge(Summary summary, string what, Func<BenchmarkCase, long> most)
    {
        Console.WriteLine();
        var isMet = true;
        foreach (var report in summary.Reports)
        {
            var (bytes, limit) = (report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0, most(report.BenchmarkCase));
            isMet &= bytes <= limit;
            var verdict = bytes <= limit ? "met     " : "EXCEEDED";
            Console.WriteLine($"{verdict} bytes of {what}, {report.BenchmarkCase.DisplayInfo}: {bytes} (<= {limit})");
        }

        return isMet;
    }
}
