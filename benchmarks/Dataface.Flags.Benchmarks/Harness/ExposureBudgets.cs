using System.Globalization;
using BenchmarkDotNet.Reports;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>
/// Holds the exposure of a repeated unit to its budget: at most 100 ns more than the evaluation without, by their medians in one run, and 0
/// B. For users beyond the processor's caches it is as fast as the memory, so only the bytes are judged.
/// </summary>
internal static class ExposureBudgets
{
    private const double MostNanoseconds = 100;

    public static bool Judge(Summary summary)
    {
        BenchmarkReport Row(string method) => summary.Reports.Single(r => r.BenchmarkCase.Descriptor.WorkloadMethod.Name == method);
        Console.WriteLine();
        return Within("a repeated unit", Row(nameof(ExposureBenchmarks.Repeated)), Row(nameof(ExposureBenchmarks.Without)), MostNanoseconds)
            & Within("a repeated unit of 262,144", Row(nameof(ExposureBenchmarks.Crowd)), Row(nameof(ExposureBenchmarks.CrowdWithout)),
                double.PositiveInfinity);
    }

    private static bool Within(string what, BenchmarkReport with, BenchmarkReport without, double most)
    {
        var more = with.ResultStatistics!.Median - without.ResultStatistics!.Median;
        var bytes = with.GcStats.GetBytesAllocatedPerOperation(with.BenchmarkCase) ?? 0;
        var isMet = more <= most && bytes == 0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(isMet ? "met     " : "EXCEEDED")} the exposure of {what}: {more:0.0} ns "
                + $"({(most < double.PositiveInfinity ? $"<= {most}" : "not judged")}), {bytes} B (0)"));
        return isMet;
    }
}
