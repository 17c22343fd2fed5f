using System.Globalization;
using BenchmarkDotNet.Reports;

namespace Dataface.Flags.Benchmarks.Harness;

/// <summary>Holds the evaluation benchmarks to their budgets: ratios within one run, and no allocation.</summary>
internal static class EvaluationBudgets
{
    /// <summary>
    /// What the fastest peer took, and Microsoft.FeatureManagement beside it, when they were measured on one quiet machine: the row of
    /// FeatureManagement tells how fast this machine is now.
    /// </summary>
    private static readonly (string Row, string Ours, double FastestPeer, double FeatureManagement)[] Peers =
    [
        ("W1", "Key", 106, 109), ("W2", "KeyCached", 294, 1_434), ("W3", "KeyCached", 351, 1_814), ("W4", "KeyCached", 591, 3_225),
        ("W5", "KeyCached", 313, 1_544), ("W6", "Key", 5_567, 26_699),
    ];

    public static bool Judge(Summary summary) =>
        Judge(method => summary.Reports.Single(r => r.BenchmarkCase.Descriptor.WorkloadMethod.Name == method).ResultStatistics!.Mean)
        & NoAllocation(summary);

    /// <param name="time">Nanoseconds of a benchmark by its method's name.</param>
    public static bool Judge(Func<string, double> time)
    {
        Console.WriteLine();
        var isMet = Ratio("W1 by string key against its floor", time("W1_Key") / time("W1_Floor"), most: 1.6)
            & Ratio("W2 by string key, hash new, against its floor", time("W2_KeyNew") / time("W2_FloorNew"), most: 1.3)
            & Ratio("W2 by FlagKey, hash cached, against its floor", time("W2_HandleCached") / time("W2_FloorCached"), most: 3)
            & Ratio("W3 by string key, hash new, against its floor", time("W3_KeyNew") / time("W3_Floor"), most: 2.5);
        foreach (var (row, ours, fastest, then) in Peers)
        {
            var peer = fastest * time(row + "_Peer") / then;
            isMet &= Ratio($"{row} the fastest peer against ours by string key", peer / time($"{row}_{ours}"), least: 10);
        }

        return isMet;
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
        var ours = summary.Reports.Where(
            r => r.BenchmarkCase.Descriptor.WorkloadMethod.Name is { } name && !name.Contains("Peer", StringComparison.Ordinal)
                && !name.StartsWith("W6", StringComparison.Ordinal));
        return Ratio("bytes allocated by W1 to W5", ours.Sum(r => r.GcStats.GetBytesAllocatedPerOperation(r.BenchmarkCase) ?? 0), most: 0);
    }
}
