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
            var results = Runs.Of(runs, 70 + (int)ratio, random => Ramp(random, ratio));
            var (arrived, aborted) = (results.Average(r => r.Step == Steps.Length ? 1.0 : 0), results.Where(r => r.IsAborted).ToList());
            Report.Row(
                table, ratio, arrived, aborted.Count / (double)runs, results.Average(r => (double)r.Buckets),
                results.Average(r => r.Harmed),
                aborted.Count == 0 ? "" : aborted.Average(r => r.Step + 1.0));
            if (ratio == 1) report.Judge($"a harmless ramp arrives: {arrived:0.0000} (>= 0.998)", arrived >= 0.998);
        }
    }

    private static (int Step, bool IsAborted, int Buckets, double Harmed) Ramp(Random random, double ratio)
    {
        var (buckets, harmed) = (0, 0.0);
        var counts = new List<GuardCount>();
        for (var step = 0; step < Steps.Length - 1; step++)
        {
            var share = Steps[step];
            var tests = new EpochTests(Default, new ArmShares([("on", share)], 1 - share), treatment: 0, epoch: step + 1);
            var isProved = false;
            for (var held = 1; ; held++)
            {
                if (++buckets > MostBuckets) return (step, false, buckets, harmed);
                var erring = Poisson.Sample(random, Setting.Erring * share * ratio);
                harmed += erring * (ratio - 1) / ratio;
                counts.Clear();
                counts.Add(new()
                {
                    Bucket = held - 1,
                    Signal = GuardSignals.Seen,
                    Treatment = 0,
                    Bin = 0,
                    Count = (long)(Setting.UnitsPerBucket * share),
                });
                counts.Add(new()
                {
                    Bucket = held - 1,
                    Signal = GuardSignals.Seen,
                    Treatment = -1,
                    Bin = 0,
                    Count = (long)(Setting.UnitsPerBucket * (1 - share)),
                });
                counts.Add(new() { Bucket = held - 1, Signal = GuardSignals.Errors, Treatment = 0, Bin = 0, Count = erring });
                counts.Add(new()
                {
                    Bucket = held - 1,
                    Signal = GuardSignals.Errors,
                    Treatment = -1,
                    Bin = 0,
                    Count = Poisson.Sample(random, Setting.Erring * (1 - share)),
                });
                tests.Feed(held, counts);
                if (tests.Harm is not null) return (step, true, buckets, harmed);
                isProved |= tests.Harmless.IsProved;
                if (isProved && held >= Hold && tests.Signals.All(s => s.LogE < NoHarmTest.Threshold)) break;
            }
        }

        return (Steps.Length, false, buckets, harmed);
    }
}
