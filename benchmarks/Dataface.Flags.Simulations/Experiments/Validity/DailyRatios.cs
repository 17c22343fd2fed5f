using Dataface.Flags.Experiments.Statistics;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Experiments.Validity;

/// <summary>
/// The sample-ratio evidence at each of 28 daily looks: how often it stops a sound experiment, and how soon one that loses units.
/// </summary>
internal static class DailyRatios
{
    private const int UnitsPerDay = 2_200;

    public static void Run(Report report, int runs, int lossyRuns)
    {
        var table = report.Begin(
            $"Sample ratio, {UnitsPerDay} units a day, looked at daily for {FalseDecisions.Days} days, {runs} experiments each (with "
            + $"losses {lossyRuns})",
            "Shares", "sound: stopped", "sound: p < 0.001 at some look", "5 % of the last variant lost: stopped", "after days, mean",
                "days that make up for each other: stopped");
        var seed = 50_000;
        foreach (var shares in new double[][] { [1, 1], [9, 1], [99, 1], [2, 1, 1] })
        {
            var sound = Runs.Of(runs, seed++, random => Stop(random, shares, 0, 0));
            var lost = Runs.Of(lossyRuns, seed++, random => Stop(random, shares, 0.05, 0));
            var swapped = Runs.Of(lossyRuns, seed++, random => Stop(random, shares, 0, 0.3));
            var stopped = sound.Count(s => s.Day > 0);
            Report.Row(
                table, string.Join(" : ", shares), stopped / (double)runs, sound.Count(s => s.IsWarned) / (double)runs,
                    lost.Count(s => s.Day > 0) / (double)lossyRuns,
                lost.Where(s => s.Day > 0).Select(s => (double)s.Day).DefaultIfEmpty(0).Average(), swapped
                    .Count(s => s.Day > 0) / (double)lossyRuns);
            report.Judge($"sound sample ratios stopped, {string.Join(" : ", shares)}: {stopped} of {runs} (<= 1 %)",
                stopped <= Runs.MostBy(runs, 0.01));
        }
    }

    private static (int Day, bool IsWarned) Stop(Random random, double[] shares, double lost, double swap)
    {
        var (days, pooled, isWarned) = (new List<long[]>(), new long[shares.Length], false);
        for (var day = 1; day <= FalseDecisions.Days; day++)
        {
            var (counts, rest, whole) = (new long[shares.Length], (long)UnitsPerDay, shares.Sum());
            for (var i = 0; i < shares.Length; i++)
            {
                var share = i == shares.Length - 1 ? 1 : shares[i] / whole * (i == 0 ? 1 + (day % 2 == 0 ? swap : -swap) : 1);
                counts[i] = Binomials.Draw(random, rest, Math.Min(1, share));
                (rest, whole) = (rest - counts[i], whole - shares[i]);
            }

            counts[^1] = Binomials.Draw(random, counts[^1], 1 - lost);
            for (var i = 0; i < counts.Length; i++) pooled[i] += counts[i];
            days.Add(counts);
            isWarned |= SampleRatioTest.PValue(pooled, shares).Value < 0.001;
            if (SampleRatioEvidence.Log(days, shares) >= Math.Log(100)) return (day, isWarned);
        }

        return (0, isWarned);
    }
}
