using System.Globalization;
using BenchmarkDotNet.Reports;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>Holds a gate to its budget: at most 1 microsecond more than the bare endpoint, by their medians in one run.</summary>
internal static class EndpointBudget
{
    private const double MostNanoseconds = 1_000;

    public static bool Judge(Summary summary)
    {
        double Median(string method) =>
            summary.Reports.Single(r => r.BenchmarkCase.Descriptor.WorkloadMethod.Name == method).ResultStatistics!.Median;
        Console.WriteLine();
        var bare = Median(nameof(EndpointBenchmarks.Bare));
        return Within("W2", Median(nameof(EndpointBenchmarks.Gated_W2)) - bare) & Within(
            "on for everybody", Median(nameof(EndpointBenchmarks.Gated_On)) - bare);
    }

    private static bool Within(string what, double more)
    {
        var isMet = more <= MostNanoseconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(isMet ? "met     " : "EXCEEDED")} a gated endpoint, {what}, costs {more:0} ns more (<= {MostNanoseconds:0})"));
        return isMet;
    }
}
