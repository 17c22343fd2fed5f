using System.Globalization;
using BenchmarkDotNet.Reports;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>Holds the evaluation benchmarks to their budgets: ratios within one run, and no allocation.</summary>
internal static class EvaluationBudgets
{
    public static bool Judge(Summary summary)
    {
        double Mean(string method) => summary.Reports.Single(r => r.BenchmarkCase.Descriptor.WorkloadMethod.Name == method).ResultStatistics!.Mean;
        Console.WriteLine();
        return Ratio("W2 by string key, hash new, against its floor", Mean("W2_KeyNew") / Mean("W2_FloorNew"), most: 1.5)
            & Ratio("W2 by FlagKey, hash cached, against its floor", Mean("W2_HandleCached") / Mean("W2_FloorCached"), most: 3)
            & Ratio("W2 FeatureManagement against ours by string key, hash new", Mean("W2_Peer") / Mean("W2_KeyNew"), least: 40)
            & Ratio("W2 FeatureManagement against ours by FlagKey, hash cached", Mean("W2_Peer") / Mean("W2_HandleCached"), least: 40)
            & Ratio("W2 by FlagKey, hash cached, in ns, a tenth of the fastest .NET peer's 250", Mean("W2_HandleCached"), most: 25)
            & Ratio("W4 by FlagKey, hash cached, in ns, a tenth of the fastest .NET peer's 270", Mean("W4_HandleCached"), most: 27)
            & NoAllocation(summary);
    }

    private static bool Ratio(string what, double value, double least = 0, double most = double.MaxValue)
    {
        var isMet = value >= least && value <= most;
        var bound = least > 0 ? $">= {least.ToString(CultureInfo.InvariantCulture)}" : $"<= {most.ToString(CultureInfo.InvariantCulture)}";
        Console.WriteLine($"{(isMet ? "met     " : "EXCEEDED")} {what}: {value.ToString("0.00", CultureInfo.InvariantCulture)} ({bound})");
        return isMet;
    }

    private static bool NoAllocation(Summary summary)
    {
        // W6 makes a context for each request; everything else of ours must allocate nothing.
        var ours = summary.Reports.Where(r => r.BenchmarkCase.Descriptor.WorkloadMethod.Name is { } name && !name.Contains("Peer", StringComparison.Ordinal) && !name.StartsWith("W6", StringComparison.Ordinal));
        return Ratio("bytes allocated by W1 to W5", ours.Sum(r => r.GcStats.GetBytesAllocatedPerOperation(r.BenchmarkCase) ?? 0), most: 0);
    }
}
