using Dataface.Flags.Simulations.Output;
using Dataface.Flags.Simulations.Rivals;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>How often a rollout that does no harm is aborted within 2,000 buckets.</summary>
internal static class FalseAborts
{
    public static void Run(Report report, int runs, int rivalRuns)
    {
        var table = report.Begin(
            $"False aborts, {runs} harmless rollouts each (rivals {rivalRuns}), α = {Setting.Alpha}",
            "Traffic", "guard", "its 95 % upper bound", "5 failed checks, 1 % allowed", "5 failed checks, 5 % allowed",
            "confidence sequence");
        for (var i = 0; i < Harmless.All.Length; i++)
        {
            var (name, make) = Harmless.All[i];
            var ours = Runs.Share(runs, 10 + i, random => Guard(random, make(random)));
            var upper = Runs.UpperBound(ours, runs);
            var rivals = Runs.Of(rivalRuns, 20 + i, random => Rivals(random, make(random)));
            Report.Row(
                table, name, ours, upper,
                rivals.Average(r => r.Strict ? 1.0 : 0), rivals.Average(r => r.Lax ? 1.0 : 0), rivals.Average(r => r.Sequence ? 1.0 : 0));
            report.Judge($"false aborts, {name}: {ours:0.00000} (<= {Setting.Alpha})", ours <= Setting.Alpha);
        }
    }

    private static bool Guard(Random random, Func<int, double> level)
    {
        var guard = new ErrorProcess();
        for (var bucket = 1; bucket <= Setting.Buckets; bucket++)
        {
            for (var erring = Poisson.Sample(random, Setting.Erring * level(bucket)); erring > 0; erring--)
            {
                if (guard.Count(random.NextDouble() < Setting.Treatment)) return true;
            }

            guard.Close();
        }

        return false;
    }

    private static (bool Strict, bool Lax, bool Sequence) Rivals(Random random, Func<int, double> level)
    {
        var (strict, lax, sequence) =
            (new ThresholdCounter(0.01), new ThresholdCounter(0.05), new ConfidenceSequence(Setting.Alpha, Setting.Treatment));
        var aborted = (Strict: false, Lax: false, Sequence: false);
        for (var bucket = 1; bucket <= Setting.Buckets; bucket++)
        {
            var rate = Setting.ErrorRate * level(bucket);
            var treatment = Poisson.Sample(random, rate * Setting.UnitsPerBucket * Setting.Treatment);
            var control = Poisson.Sample(random, rate * Setting.UnitsPerBucket * Setting.Control);
            aborted.Strict |= strict.Check(treatment);
            aborted.Lax |= lax.Check(treatment);
            aborted.Sequence |= sequence.Take(Setting.UnitsPerBucket, treatment, control);
        }

        return aborted;
    }
}
