using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Simulations.Output;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>
/// The first step of a ramp, 1 % for ten minutes at least, in which an incident makes a fifth of all units err, on both sides alike. Its
/// errors must not hide those of the feature; and a harmless feature goes on after it.
/// </summary>
internal static class Incidents
{
    private const int PerMinute = 6;
    private const int Hold = 10 * PerMinute;
    private const int Begins = 20;
    private const int Most = 4_000;
    private const double Share = 0.01;
    private const double Usual = 0.005;
    private const double Failing = 0.2;

    private static readonly ArmShares Shares = new([("on", Share)], 1 - Share);

    public static void Run(Report report, int runs)
    {
        var table = report.Begin(
            $"A ramp's step of {Share:P0}, {Usual:P1} of units err, {Failing:P0} in an incident on both sides "
            + $"from bucket {Begins} on; {runs} of each kind",
            "Units a bucket", "Ratio of error rates", "Minutes of incident", "goes on", "aborted", "mean buckets of those that go on");
        foreach (var units in (double[])[100, 1_000])
        {
            foreach (var ratio in (double[])[1, 2, 3, 5])
            {
                foreach (var minutes in (int[])[0, 1, 5, 30]) One(report, table, runs, units, ratio, minutes);
            }
        }
    }

    private static void One(Report report, Table table, int runs, double units, double ratio, int minutes)
    {
        var results = Runs.Of(runs, 8_000, random => Step(random, units, ratio, minutes * PerMinute));
        var goOn = results.Where(r => r.GoesOn).ToList();
        var part = goOn.Count / (double)runs;
        Report.Row(
            table, units, ratio, minutes, part, results.Count(r => !r.GoesOn && r.Buckets < Most) / (double)runs,
            goOn.Count == 0 ? "" : goOn.Average(r => r.Buckets));
        if (ratio > 2)
            report.Judge($"{ratio} times the errors, {units} units, {minutes} minutes of incident: {part:P1} go on (<= 5 %)", part <= 0.05);
    }

    private static (bool GoesOn, double Buckets) Step(Random random, double units, double ratio, int incident)
    {
        var tests = new EpochTests(new GuardDefinition(), Shares, treatment: 0, epoch: 1);
        var isProved = false;
        for (var held = 1; held < Most; held++)
        {
            var failing = held >= Begins && held < Begins + incident ? Failing : 0;
            tests.Feed(held, [
                Of(GuardSignals.Seen, 0, (int)Math.Max(1, units * Share)),
                Of(GuardSignals.Seen, -1, (int)(units * (1 - Share))),
                Of(GuardSignals.Errors, 0, Poisson.Sample(random, units * Share * Erring(Usual * ratio))),
                Of(GuardSignals.Errors, -1, Poisson.Sample(random, units * (1 - Share) * Erring(Usual)))]);
            if (tests.Harm is not null) return (false, held);
            isProved |= tests.Harmless.IsProved;
            if (isProved && held >= Hold && tests.Signals.All(s => s.LogE < NoHarmTest.Threshold)) return (true, held);
            double Erring(double own) => 1 - ((1 - failing) * (1 - own));
            GuardCount Of(string signal, int arm, int count) => GuardCounts.Of(held - 1, signal, arm, 0, count);
        }

        return (false, Most);
    }
}
