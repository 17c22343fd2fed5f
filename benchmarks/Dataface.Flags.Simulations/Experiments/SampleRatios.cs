using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Experiments;

/// <summary>
/// How often the test for sample-ratio mismatch raises an alarm at p &lt; 0.001: falsely, and when units of the last variant are lost.
/// </summary>
internal static class SampleRatios
{
    private const double Threshold = 0.001;

    public static void Run(Report report, int runs, int lossyRuns)
    {
        var table = report.Begin(
            $"Sample-ratio alarms at p < {Threshold}, {runs} experiments each (with losses {lossyRuns})",
            "Shares", "10,000 units, none lost", "100,000 units, 2 % of the last variant lost", "5 % lost");
        var seed = 400;
        foreach (var shares in new double[][] { [0.5, 0.5], [0.34, 0.33, 0.33], [0.9, 0.1] })
        {
            var falsely = Runs.Share(runs, seed++, random => Alarms(random, shares, 10_000, 0));
            var few = Runs.Share(lossyRuns, seed++, random => Alarms(random, shares, 100_000, 0.02));
            var many = Runs.Share(lossyRuns, seed++, random => Alarms(random, shares, 100_000, 0.05));
            Report.Row(table, string.Join(" : ", shares), falsely, few, many);
            var most = Threshold + (3 * Math.Sqrt(Threshold / runs));
            report.Judge($"false sample-ratio alarms, {string.Join(" : ", shares)}: {falsely:0.00000} (<= {most:0.00000})",
                falsely <= most);
        }
    }

    private static bool Alarms(Random random, double[] shares, int units, double lost)
    {
        var counts = new long[shares.Length];
        var (rest, whole) = ((long)units, shares.Sum());
        for (var i = 0; i < shares.Length - 1; i++)
        {
            counts[i] = Binomials.Draw(random, rest, shares[i] / whole);
            (rest, whole) = (rest - counts[i], whole - shares[i]);
        }

        counts[^1] = Binomials.Draw(random, rest, 1 - lost);
        return SampleRatioTest.PValue(counts, shares).Value < Threshold;
    }
}
