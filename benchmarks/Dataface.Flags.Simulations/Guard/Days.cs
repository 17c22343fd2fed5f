using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Simulations.Output;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>
/// Ramps whose steps last for days: evidence of harm begins anew each day, evidence of no harm goes on, each unit once in a step. Looked at
/// each hour, which is the bucket here.
/// </summary>
internal static class Days
{
    private const int Hours = 24;
    private const int Most = 30;
    private const double UsersPerDay = 2_000;
    private const double ErrorRate = 0.05;

    private static readonly int[] Steps = [1_000, 5_000, 25_000, 50_000];
    private static readonly GuardDefinition Default = new();

    public static void Run(Report report, int runs)
    {
        var table = report.Begin(
            $"Ramps over {string.Join(", ", Steps.Select(s => $"{s / 1_000}"))} %, held for an hour each: {UsersPerDay:0} users a day, "
            + $"{ErrorRate:P0} of whom err, others each day; {runs} of each kind, {Most} days at most",
            "Ratio of error rates", "reach 50 %", "aborted", "get past 5 %", "median days", "forecast in days");
        foreach (var ratio in (double[])[1, 1.25, 3])
        {
            var results = Runs.Of(runs, 900 + (int)(4 * ratio), random => Ramp(random, ratio));
            var days = results.Select(r => r.Days).Order().ElementAt(runs / 2);
            var (arrived, past) = (Share(results, r => r.Step == Steps.Length - 1), Share(results, r => r.Step > 1));
            var forecast = Forecast(double.PositiveInfinity);
            Report.Row(table, ratio, arrived, Share(results, r => r.IsAborted), past, days, ratio == 1 ? forecast : "");
            if (ratio == 1)
            {
                report.Judge($"a harmless ramp of days arrives: {arrived:P1} (>= 90 %)", arrived >= 0.9);
                report.Judge($"its forecast is within a factor of 2: {forecast:0.0} days", forecast / days is > 0.5 and < 2);
                var ofFew = Forecast(UsersPerDay * ErrorRate);
                report.Judge("where the same users err every day, the forecast is never", ofFew >= TimeSpan.MaxValue.TotalDays);
            }

            if (ratio == 3) report.Judge($"one that triples errors gets past 5 %: {past:P1} (<= 1 %)", past <= 0.01);
        }
    }

    private static double Share<T>(T[] results, Func<T, bool> isSo) => results.Average(r => isSo(r) ? 1.0 : 0);

    private static ArmShares Shares(int step) => new([("on", Steps[step] / 100_000.0)], 1 - (Steps[step] / 100_000.0));

    /// <summary>Days to the last step; those of <see cref="TimeSpan.MaxValue"/> for never.</summary>
    private static double Forecast(double erringUnits)
    {
        var ramp = new RampDefinition { StepsPercent = [.. Steps.Select(step => step / 1_000m)], Hold = TimeSpan.FromHours(1) };
        var traffic = new RampForecast(UsersPerDay, ErrorRate, erringUnits);
        return Enumerable.Range(0, Steps.Length - 1).Sum(step => traffic.Of(Default, ramp, Shares(step)).TotalDays);
    }

    private static (int Step, bool IsAborted, double Days) Ramp(Random random, double ratio)
    {
        var (hours, epoch) = (0, 0);
        var counts = new List<GuardCount>();
        for (var step = 0; step < Steps.Length - 1; step++)
        {
            var (shares, isProved) = (Shares(step), false);
            var (treated, control) = (shares.Treatments[0].Share * UsersPerDay / Hours, shares.Control * UsersPerDay / Hours);
            var ofStep = EpochTests.OfStep(Default, shares, epoch + 1)[0];
            var today = ofStep;
            for (var held = 1; ; held++)
            {
                if (++hours > Most * Hours) return (step, false, Most);
                if ((held - 1) % Hours == 0) today = new EpochTests(Default, shares, treatment: 0, ++epoch);
                counts.Clear();
                Count(counts, random, 0, treated, ErrorRate * ratio);
                Count(counts, random, -1, control, ErrorRate);
                Feed(today, (held - 1) % Hours, counts);
                Feed(ofStep, held - 1, counts);
                if (today.Harm is not null) return (step, true, hours / (double)Hours);
                isProved |= ofStep.Harmless.IsProved;
                if (isProved && today.Signals.All(s => s.LogE < NoHarmTest.Threshold)) break;
            }
        }

        return (Steps.Length - 1, false, hours / (double)Hours);
    }

    private static void Count(List<GuardCount> counts, Random random, int arm, double users, double rate)
    {
        var erring = Poisson.Sample(random, users * rate);
        var seen = erring + Poisson.Sample(random, users * (1 - rate));
        counts.Add(GuardCounts.Of(0, GuardSignals.Seen, arm, 0, seen));
        counts.Add(GuardCounts.Of(0, GuardSignals.Untimed, arm, 0, seen));
        counts.Add(GuardCounts.Of(0, GuardSignals.Errors, arm, 0, erring));
    }

    private static void Feed(EpochTests tests, int hour, List<GuardCount> counts) =>
        tests.Feed(hour + 1, [.. counts.Select(count => count with { Bucket = hour })]);
}
