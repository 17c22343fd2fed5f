using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Simulations.Output;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>
/// Whole ramps, from 1 % to everybody, with the default guard: do harmless ones arrive, and what does a harmful one cost?
/// </summary>
internal static class Ramps
{
    private const int Hold = 6;
    private const int MostBuckets = 20_000;

    private static readonly double[] Steps = [0.01, 0.05, 0.25, 0.5, 1];
    private static readonly GuardDefinition Default = new();

    public static void Run(Report report, int runs)
    {
        var table = report.Begin(
            $"Ramps over {string.Join(", ", Steps.Select(s => $"{100 * s:0}"))} %, held for {Hold} buckets each, {runs} of each kind",
            "Ratio of error rates", "reach 100 %", "aborted", "mean buckets", "mean units that erred because of the feature",
            "mean step of the abort");
        foreach (var ratio in (double[])[1, 2, 5, 10])
        {
            var results = Runs.Of(runs, 70 + (int)ratio, random => Ramp(random, ratio, Default));
            var (arrived, aborted) = (results.Average(r => r.Step == Steps.Length ? 1.0 : 0), results.Where(r => r.IsAborted).ToList());
            Report.Row(
                table, ratio, arrived, aborted.Count / (double)runs, results.Average(r => (double)r.Buckets),
                results.Average(r => r.Harmed),
                aborted.Count == 0 ? "" : aborted.Average(r => r.Step + 1.0));
            if (ratio == 1) report.Judge($"a harmless ramp arrives: {arrived:0.0000} (>= 0.998)", arrived >= 0.998);
        }
    }

    /// <summary>What a wider margin of "no harm" buys, and what it lets through.</summary>
    public static void RunMargins(Report report, int runs)
    {
        var table = report.Begin(
            $"The same ramps by noHarmRatio, {runs} of each kind", "noHarmRatio", "ratio of error rates", "reach 100 %", "aborted",
            "mean minutes of those that arrive");
        var seed = 80;
        foreach (var margin in (double[])[1.5, 2, 3])
        {
            foreach (var ratio in (double[])[1, 1.1, 1.25, 1.4, 1.6, 2, 2.5])
            {
                var guard = Default with { NoHarmRatio = margin };
                var results = Runs.Of(runs, seed++, random => Ramp(random, ratio, guard));
                var arrived = results.Where(r => r.Step == Steps.Length).ToList();
                Report.Row(
                    table, margin, ratio, arrived.Count / (double)runs, results.Count(r => r.IsAborted) / (double)runs,
                    arrived.Count == 0 ? "" : arrived.Average(r => r.Buckets / 6.0));
            }
        }
    }

    private static (int Step, bool IsAborted, int Buckets, double Harmed) Ramp(Random random, double ratio, GuardDefinition guard)
    {
        var (buckets, harmed) = (0, 0.0);
        var counts = new List<GuardCount>();
        for (var step = 0; step < Steps.Length - 1; step++)
        {
            var share = Steps[step];
            var tests = new EpochTests(guard, new ArmShares([("on", share)], 1 - share), treatment: 0, epoch: step + 1);
            var isProved = false;
            for (var held = 1; ; held++)
            {
                if (++buckets > MostBuckets) return (step, false, buckets, harmed);
                var erring = Poisson.Sample(random, Setting.Erring * share * ratio);
                harmed += erring * (ratio - 1) / ratio;
                counts.Clear();
                counts.Add(GuardCounts.Of(held - 1, GuardSignals.Seen, 0, 0, (long)(Setting.UnitsPerBucket * share)));
                counts.Add(GuardCounts.Of(held - 1, GuardSignals.Seen, -1, 0, (long)(Setting.UnitsPerBucket * (1 - share))));
                counts.Add(GuardCounts.Of(held - 1, GuardSignals.Errors, 0, 0, erring));
                counts.Add(GuardCounts.Of(held - 1, GuardSignals.Errors, -1, 0, Poisson.Sample(random, Setting.Erring * (1 - share))));
                tests.Feed(held, counts);
                if (tests.Harm is not null) return (step, true, buckets, harmed);
                isProved |= tests.Harmless.IsProved;
                if (isProved && held >= Hold && tests.Signals.All(s => s.LogE < NoHarmTest.Threshold)) break;
            }
        }

        return (Steps.Length, false, buckets, harmed);
    }
}
