using Dataface.Flags.Experiments.Statistics;

namespace Dataface.Flags.Simulations.Experiments.Validity;

/// <summary>One experiment with several arms, looked at after each day.</summary>
internal static class Looks
{
    /// <summary>The strata of each treatment after each day, of arms that divide the units by weights.</summary>
    public static IEnumerable<Strata[]> Of(Random random, Daily metric, double[] weights, int unitsPerDay, int days, double lift)
    {
        var rows = new List<SampleStatistics[][]>();
        for (var day = 0; day < days; day++)
        {
            var (rest, whole, arms) = ((long)unitsPerDay, weights.Sum(), new SampleStatistics[weights.Length][]);
            for (var arm = 0; arm < weights.Length; arm++)
            {
                var units = arm == weights.Length - 1 ? rest : Binomials.Draw(random, rest, weights[arm] / whole);
                (rest, whole) = (rest - units, whole - weights[arm]);
                arms[arm] = metric.Draw(random, units, day, days, arm == 0 ? 0 : lift);
            }

            rows.Add(arms);
            var today = day;
            yield return [.. Enumerable.Range(1, weights.Length - 1).Select(arm => new Strata(
                [.. rows.Select((row, from) => new Stratum(row[0][today - from], row[arm][today - from]))]))];
        }
    }
}
