using Dataface.Flags.Simulations.Output;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>
/// The same units err every day for thirty days, on whichever side chance has put them: one epoch a day, each with its part of α.
/// </summary>
internal static class ChronicUnits
{
    private const int Days = 30;
    private const int BucketsPerDay = 144;
    private const int Chronic = 300;

    /// <summary>Units per bucket that err once and never again.</summary>
    private const double Others = 1;

    public static void Run(Report report, int runs)
    {
        var ours = Runs.Share(runs, 40, random => Rollout(random, byBudget: true));
        var naive = Runs.Share(runs / 20, 40, random => Rollout(random, byBudget: false));
        var table = report.Begin(
            $"False aborts with {Chronic} units that err every day, {Days} daily epochs, {runs} harmless rollouts, α = {Setting.Alpha}",
            "Traffic", "guard", "its 95 % upper bound", "α anew for each epoch");
        Report.Row(table, "chronic failing units", ours, Runs.UpperBound(ours, runs), naive);
        report.Judge($"false aborts, chronic failing units: {ours:0.00000} (<= {Setting.Alpha})", ours <= Setting.Alpha);
    }

    private static bool Rollout(Random random, bool byBudget)
    {
        var chronic = Binomial.Sample(random, Setting.Treatment, Chronic);
        var first = new int[BucketsPerDay, 2]; // Each chronic unit errs first in a bucket of its own choosing.
        for (var day = 1; day <= Days; day++)
        {
            var guard = new ErrorProcess(byBudget ? Setting.Alpha / (day * (day + 1.0)) : Setting.Alpha);
            Array.Clear(first);
            for (var unit = 0; unit < Chronic; unit++) first[random.Next(BucketsPerDay), unit < chronic ? 1 : 0]++;
            for (var bucket = 0; bucket < BucketsPerDay; bucket++)
            {
                var (control, treatment) =
                    (first[bucket, 0] + Poisson.Sample(random, Others * Setting.Control),
                        first[bucket, 1] + Poisson.Sample(random, Others * Setting.Treatment));
                while (treatment + control > 0)
                {
                    var isTreatment = random.Next(treatment + control) < treatment;
                    if (isTreatment) treatment--;
                    else control--;
                    if (guard.Count(isTreatment)) return true;
                }

                guard.Close();
            }
        }

        return false;
    }
}
