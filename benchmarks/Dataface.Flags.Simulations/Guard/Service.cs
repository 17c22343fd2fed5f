using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Evidence;
using Dataface.Flags.Guard.Store;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>
/// A service as the store counts it, bucket by bucket: units that come for the first time, some of whom err, give up or are slow,
/// at latencies that drift for everybody; of each side only a part is recorded.
/// </summary>
/// <param name="random">Chance.</param>
/// <param name="treatment">The share with the feature.</param>
/// <param name="unitsPerBucket">How many units come in a bucket.</param>
internal sealed class Service(Random random, double treatment, double unitsPerBucket)
{
    private static readonly double[] Medians = [0.06, 0.085, 0.12, 0.17, 0.24];
    private static readonly double[][] Bins = [.. Medians.Select(BinsOf)];

    private readonly Dictionary<string, (double Kept, long Count)> _samples = [];
    private int _median = 2;
    private int _stretch = 1;

    /// <summary>The share of units that err, give up, or have a latency.</summary>
    public (double Errors, double GiveUps, double Timed) Treated { get; set; } = (0.01, 0.01, 1);

    /// <inheritdoc cref="Treated"/>
    public (double Errors, double GiveUps, double Timed) Others { get; set; } = (0.01, 0.01, 1);

    /// <summary>One bucket.</summary>
    /// <param name="bucket">Its number.</param>
    /// <param name="treated">How much of treatment is recorded.</param>
    /// <param name="others">How much of control is.</param>
    public List<GuardCount> Next(int bucket, Recorded treated, Recorded others)
    {
        if (random.NextDouble() < 0.1) _median = Math.Clamp(_median + (random.NextDouble() < 0.5 ? -1 : 1), 0, Medians.Length - 1);
        if (SubEpochs.At(bucket) is var stretch && stretch != _stretch)
        {
            _stretch = stretch;
            _samples.Remove(GuardSignals.Again);
        }

        var counts = new List<GuardCount>();
        Add(counts, bucket, 0, treatment * unitsPerBucket, Treated, treated);
        Add(counts, bucket, -1, (1 - treatment) * unitsPerBucket, Others, others);
        foreach (var signal in (string[])[GuardSignals.Errors, GuardSignals.GiveUps, GuardSignals.Latency, GuardSignals.Untimed,
            GuardSignals.Again]) Thin(counts, signal);
        return counts;
    }

    private void Add(
        List<GuardCount> counts, int bucket, int arm, double units, (double Errors, double GiveUps, double Timed) rates, Recorded recorded)
    {
        var errors = One(GuardSignals.Errors, units * rates.Errors * recorded.Failures);
        var giveUps = One(GuardSignals.GiveUps, units * rates.GiveUps * recorded.Failures);
        var failures = units * (rates.Errors + rates.GiveUps) * recorded.Failures;
        var successes = units * (1 - rates.Errors - rates.GiveUps) * recorded.Successes;
        var seen = Poisson.Sample(random, failures + successes + 1e-12);
        if (seen > 0) counts.Add(GuardCounts.Of(bucket, GuardSignals.Seen, arm, 0, Math.Max(seen, errors + giveUps)));
        One(GuardSignals.Untimed, (failures + successes) * (1 - rates.Timed));
        Timed(GuardSignals.Latency, bin => bin);
        if (_stretch > 1)
        {
            Timed(GuardSignals.Again, bin => SubEpochs.Code(_stretch, bin));
            One(GuardSignals.Again, (failures + successes) * (1 - rates.Timed), SubEpochs.Code(_stretch, SubEpochs.Untimed));
        }

        void Timed(string signal, Func<int, int> code)
        {
            var kept = Kept(signal) * (failures + successes) * rates.Timed;
            for (var bin = 0; bin < LatencyBins.Count; bin++)
            {
                if (Bins[_median][bin] * kept > 1e-9 && Poisson.Sample(random, Bins[_median][bin] * kept) is var n and > 0)
                {
                    counts.Add(GuardCounts.Of(bucket, signal, arm, code(bin), n));
                }
            }
        }

        int One(string signal, double mean, int bin = 0)
        {
            var n = mean <= 0 ? 0 : Poisson.Sample(random, mean * Kept(signal));
            if (n > 0) counts.Add(GuardCounts.Of(bucket, signal, arm, bin, n));
            return n;
        }
    }

    private double Kept(string signal) => _samples.TryGetValue(signal, out var sample) ? sample.Kept : 1;

    /// <summary>A full sample keeps half, and half of what comes from then on.</summary>
    private void Thin(List<GuardCount> counts, string signal)
    {
        var (kept, count) = _samples.GetValueOrDefault(signal, (1, 0));
        count += counts.Where(c => c.Signal == signal).Sum(c => c.Count);
        while (count >= SignalCapacity.Of(signal)) (kept, count) = (kept / 2, count / 2);
        _samples[signal] = (kept, count);
    }

    /// <summary>Lognormal, as a mass for each bin.</summary>
    private static double[] BinsOf(double median)
    {
        var bins = new double[LatencyBins.Count];
        for (var i = 0; i < 20_000; i++) bins[LatencyBins.Of(
            TimeSpan.FromSeconds(LogNormal.InvCDF(Math.Log(median), 0.6, (i + 0.5) / 20_000)))] += 1 / 20_000.0;
        return bins;
    }
}

/// <summary>How much of a side is recorded.</summary>
/// <param name="Successes">The share of units to whom nothing happens.</param>
/// <param name="Failures">The share of those that err or give up.</param>
internal readonly record struct Recorded(double Successes, double Failures)
{
    public static readonly Recorded All = new(1, 1);

    public static readonly Recorded Nothing = new(0, 0);

    public static Recorded Part(double share) => new(share, share);
}
