using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Deciding;
using Dataface.Flags.Simulations.Output;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>
/// The guard's own objective, with a control: an outage on both sides aborts nothing, whenever it begins and however often one looks; and
/// how soon failures of treatment alone abort.
/// </summary>
internal static class Objective
{
    private const double Usual = 0.002;
    private const double BucketSeconds = 10;
    private const int Sound = 30;
    private const int Buckets = 90;
    private const int Looks = 10;

    private static readonly double[] Shares = [0.01, 0.05, 0.5, 0.95];
    private static readonly GuardDefinition Watched = new() { Latency = false, SloObjective = 99 };
    private static readonly GuardDefinition Alone = Watched with { Errors = false };

    public static void Run(Report report, int runs)
    {
        var shared = report.Begin(
            $"An outage on both sides, {runs} of each kind, from within bucket {Sound + 1} to bucket {Buckets}: "
            + $"{Setting.UnitsPerBucket} units a bucket, {Usual:P1} of whose requests fail before, an objective of 99 %, {Looks} looks a "
            + $"bucket, α = {Setting.Alpha}",
            "Share of treatment", "of requests fail", "requests of a treated unit, which fail together", "aborted",
            "aborted without 'errors'");
        var seed = 900;
        var allowed = (int)Math.Ceiling((runs * Setting.Alpha) + (3 * Math.Sqrt(runs * Setting.Alpha)));
        foreach (var share in Shares)
        {
            foreach (var failing in (double[])[0.02, 0.05, 0.2, 0.5])
            {
                foreach (var together in (int[])[1, 3, 10])
                {
                    int Aborted(GuardDefinition guard) => Runs
                        .Of(runs, seed++, random => Rollout(random, guard, share, failing, failing, together, Sound))
                        .Count(r => r.Signal is not null);
                    var (aborted, alone) = (Aborted(Watched), Aborted(Alone));
                    Report.Row(shared, share, failing, together, aborted, alone);
                    report.Judge(
                        $"{share:P0} of units, {failing:P0} fail, {together} together: {aborted} of {runs} aborted (at most {allowed})",
                        aborted <= allowed && (together > 1 || alone <= allowed));
                }
            }
        }

        RunFromTheStart(report, runs, allowed);
        var harm = report.Begin(
            $"Failures of treatment alone, {runs} of each kind, as above", "Share of treatment", "of its requests fail", "aborted",
            "median seconds", "by the objective first", "aborted without 'errors'", "median seconds");
        foreach (var share in Shares)
        {
            foreach (var failing in (double[])[0.03, 0.1, 0.5])
            {
                List<(double Seconds, string? Signal)> Aborts(GuardDefinition guard) =>
                    [.. Runs.Of(runs, seed++, random => Rollout(random, guard, share, failing, Usual, 1, Sound))
                        .Where(r => r.Signal is not null).OrderBy(r => r.Seconds)];
                var (both, alone) = (Aborts(Watched), Aborts(Alone));
                Report.Row(
                    harm, share, failing, both.Count, Median(both), both.Count(r => r.Signal != GuardSignals.Errors), alone.Count,
                    Median(alone));
            }
        }
    }

    /// <summary>An outage that is on when an epoch begins: of a small control little is heard for minutes.</summary>
    private static void RunFromTheStart(Report report, int runs, int allowed)
    {
        var table = report.Begin(
            $"An outage on both sides in which an epoch begins, {runs} of each kind, 20 % of requests fail", "Share of treatment",
            "units a bucket", "aborted", "aborted without 'errors'");
        var seed = 1_100;
        foreach (var share in (double[])[0.05, 0.5, 0.95, 0.99])
        {
            foreach (var units in (double[])[5, 30, Setting.UnitsPerBucket])
            {
                int Aborted(GuardDefinition guard) => Runs
                    .Of(runs, seed++, random => Rollout(random, guard, share, 0.2, 0.2, 1, sound: 0, units))
                    .Count(r => r.Signal is not null);
                var (aborted, alone) = (Aborted(Watched), Aborted(Alone));
                Report.Row(table, share, units, aborted, alone);
                report.Judge(
                    $"{share:P0} of {units} units a bucket, from the start: {aborted} and {alone} of {runs} aborted (at most {allowed})",
                    aborted <= allowed && alone <= allowed);
            }
        }
    }

    private static object Median(List<(double Seconds, string? Signal)> aborts) =>
        aborts.Count == 0 ? "" : aborts[aborts.Count / 2].Seconds;

    /// <summary>When it is aborted, from the beginning of the failures, and by which signal; by none when it is not.</summary>
    private static (double Seconds, string? Signal) Rollout(
        Random random, GuardDefinition guard, double share, double treated, double others, int together, int sound,
        double unitsPerBucket = Setting.UnitsPerBucket)
    {
        var tests = new EpochTests(guard, new ArmShares([("on", share)], 1 - share), treatment: 0, epoch: 1);
        var begins = sound == 0 ? 0 : (sound * Looks) + random.Next(Looks);
        var units = unitsPerBucket / Looks;
        var (treatment, control) = (new Side(), new Side());
        IReadOnlyList<GuardCount> closed = [];
        for (var look = 0; look < Buckets * Looks; look++)
        {
            treatment.Come(random, share * units, look < begins ? Usual : treated, together);
            control.Come(random, (1 - share) * units, look < begins ? Usual : others, 1);
            IReadOnlyList<GuardCount> open = [.. treatment.Counts(look / Looks, 0), .. control.Counts(look / Looks, -1)];
            tests.Feed(look / Looks, [.. closed, .. open]);
            if (tests.Harm is { } signal) return ((look + 1 - begins) * BucketSeconds / Looks, signal.Signal);
            if ((look + 1) % Looks != 0) closed = [];
            else (closed, treatment, control) = (open, new Side(), new Side());
        }

        return default;
    }

    /// <summary>What one side has in the open bucket.</summary>
    private sealed class Side
    {
        private long _units;
        private long _erring;
        private int _together = 1;

        public void Come(Random random, double units, double failing, int together)
        {
            var erring = Poisson.Sample(random, units * failing);
            (_units, _erring, _together) = (_units + erring + Poisson.Sample(random, units * (1 - failing)), _erring + erring, together);
        }

        public IEnumerable<GuardCount> Counts(int bucket, int treatment) =>
        [
            GuardCounts.Of(bucket, GuardSignals.Seen, treatment, 0, _units),
            GuardCounts.Of(bucket, GuardSignals.Errors, treatment, 0, _erring),
            GuardCounts.Of(bucket, GuardSignals.Requests, treatment, 0, _units * _together),
            GuardCounts.Of(bucket, GuardSignals.RequestErrors, treatment, 0, _erring * _together),
            GuardCounts.Of(bucket, GuardSignals.AtRiskUnits, treatment, 0, _units),
            GuardCounts.Of(bucket, GuardSignals.AtRisk(GuardSignals.Errors), treatment, 0, _erring + ((_units - _erring) * _together)),
            GuardCounts.Of(bucket, GuardSignals.AtRisk(GuardSignals.GiveUps), treatment, 0, _units * _together),
        ];
    }
}
