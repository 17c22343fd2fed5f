using Dataface.Flags.Documents;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Simulations.Output;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>Ramps of services with a call every few hundred milliseconds, one in six of which errs on either side.</summary>
internal static class SmallServices
{
    private const int Hold = 6;
    private const int Within = 540;

    private static readonly double[] Steps = [0.01, 0.05, 0.25, 0.5];

    public static void Run(Report report, int runs)
    {
        var table = report.Begin(
            $"Harmless ramps over {string.Join(", ", Steps.Select(s =>
                $"{100 * s:0}"))} and 100 %, held for {Hold} buckets, 10 erring units a bucket, {runs} of each kind",
            "Calls a bucket", "reach 100 % in 90 minutes", "aborted", "median buckets");
        foreach (var calls in (double[])[30, 60, 200])
        {
            var results = Runs.Of(runs, 600 + (int)calls, random => Ramp(random, calls));
            var arrived = results.Average(r => r is > 0 and <= Within ? 1.0 : 0);
            Array.Sort(results);
            Report.Row(table, calls, arrived, results.Count(r => r < 0), (double)results[results.Length / 2]);
            if (calls >= 60) report.Judge($"{calls} calls a bucket: {arrived:P1} arrive within 90 minutes (>= 99 %)", arrived >= 0.99);
        }
    }

    /// <summary>The buckets that it took; -1 when it was aborted.</summary>
    private static int Ramp(Random random, double calls)
    {
        var buckets = 0;
        var guard = new GuardDefinition();
        for (var step = 0; step < Steps.Length; step++)
        {
            var units = new CalledUnits(random, guard, Steps[step], step + 1) { Units = calls, Calls = 1, Errors = 10 / calls };
            for (var held = 1; ; held++)
            {
                units.Next();
                if (++buckets > 2 * Within) return buckets;
                if (units.Tests.Harm is not null) return -1;
                var isQuiet = units.Tests.Signals.All(s => s.LogE < NoHarmTest.Threshold);
                if (held >= Hold && isQuiet && units.Tests.Harmless.IsProved && units.Tests.Short == RolloutArm.None) break;
            }
        }

        return buckets;
    }
}
