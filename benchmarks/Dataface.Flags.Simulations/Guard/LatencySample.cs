using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Evidence;
using Dataface.Flags.Guard.Store;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>
/// The units whose latencies a guard counts, bucket by bucket: those that come for the first time in the epoch, and those that come for
/// the first time in a later stretch of it, each in a sample that the library thins when it is full. Latencies are lognormal with a median
/// of 120 ms; those of all units that pass a threshold are counted beside the samples.
/// </summary>
internal sealed class LatencySample(Random random, LatencyHarm harm, double share = Setting.Treatment)
{
    private const double Median = 0.12;
    private const double Sigma = 0.6;

    private readonly TimeSpan[] _thresholds = [.. new Documents.GuardDefinition().LatencyThresholds];
    private readonly Sample _epoch = new(SignalCapacity.Of(GuardSignals.Latency));
    private Sample _stretch = new(SignalCapacity.Of(GuardSignals.Again));
    private int _number = 1;

    /// <summary>Adds one bucket's counts.</summary>
    public void Add(int bucket, bool isHarmful, List<GuardCount> counts)
    {
        if (SubEpochs.At(bucket) is var number && number != _number)
        {
            (_number, _stretch) = (number, new(SignalCapacity.Of(GuardSignals.Again)));
        }

        var (treatment, control) = (new int[SubEpochs.Codes], new int[SubEpochs.Codes]);
        var (byEpoch, byStretch) = (_epoch.Begin(), _number > 1 ? _stretch.Begin() : 0);
        var kept = 1 - ((1 - byEpoch) * (1 - byStretch));
        for (var units = Poisson.Sample(random, Setting.UnitsPerBucket * kept); units > 0; units--)
        {
            // Of the units that are in either sample: which of them it is in.
            var draw = random.NextDouble() * kept;
            var isInEpoch = draw < byEpoch;
            var isInStretch = !isInEpoch || draw < byEpoch * byStretch;
            var isTreatment = random.NextDouble() < share;
            var bins = isTreatment ? treatment : control;
            var bin = LatencyBins.Of(TimeSpan.FromSeconds(One(isTreatment && isHarmful)));
            if (isInEpoch && _epoch.Takes(random)) bins[bin]++;
            if (isInStretch && _stretch.Takes(random)) bins[SubEpochs.Code(_number, bin)]++;
        }

        Add(counts, bucket, treatment, 0);
        Add(counts, bucket, control, -1);
        foreach (var threshold in _thresholds)
        {
            var signal = GuardSignals.SlowerThan(threshold);
            Add(counts, bucket, signal, 0, Poisson.Sample(random, Setting.UnitsPerBucket * share * Slower(threshold, isHarmful)));
            Add(counts, bucket, signal, -1, Poisson.Sample(random, Setting.UnitsPerBucket * (1 - share) * Slower(threshold, false)));
        }
    }

    private static void Add(List<GuardCount> counts, int bucket, int[] bins, int treatment)
    {
        for (var bin = 0; bin < bins.Length; bin++)
        {
            if (bins[bin] == 0) continue;
            counts.Add(GuardCounts.Of(
                bucket, bin < LatencyBins.Count ? GuardSignals.Latency : GuardSignals.Again, treatment, bin, bins[bin]));
        }
    }

    private static void Add(List<GuardCount> counts, int bucket, string signal, int treatment, int count)
    {
        if (count > 0) counts.Add(GuardCounts.Of(bucket, signal, treatment, 0, count));
    }

    private double One(bool isHarmful)
    {
        var seconds = Median * Math.Exp(Normal.Sample(random, 0, Sigma));
        if (!isHarmful) return seconds;
        return (seconds * harm.Factor) + (random.NextDouble() < harm.TailShare ? harm.TailSeconds : 0);
    }

    private double Slower(TimeSpan threshold, bool isHarmful)
    {
        double Above(double seconds) =>
            seconds <= 0 ? 1 : 1 - LogNormal.CDF(Math.Log(Median * (isHarmful ? harm.Factor : 1)), Sigma, seconds);
        if (!isHarmful) return Above(threshold.TotalSeconds);
        return ((1 - harm.TailShare) * Above(threshold.TotalSeconds)) + (harm.TailShare * Above(threshold.TotalSeconds - harm.TailSeconds));
    }

    /// <summary>A sample that keeps half when it is full, and takes half of what comes from then on.</summary>
    private sealed class Sample(int capacity)
    {
        private double _atBegin = 1;
        private int _count;

        private double _kept = 1;

        /// <summary>The share of units that are in it when a bucket begins.</summary>
        public double Begin() => _atBegin = _kept;

        /// <summary>Whether a unit is taken that was in it when the bucket began.</summary>
        public bool Takes(Random random)
        {
            if (_kept < _atBegin && random.NextDouble() >= _kept / _atBegin) return false;
            if (++_count == capacity) (_count, _kept) = (Binomial.Sample(random, 0.5, capacity), _kept / 2);
            return true;
        }
    }
}

/// <summary>What a harmful feature does to latencies.</summary>
/// <param name="Factor">Every latency is so many times longer.</param>
/// <param name="TailShare">The share of units that are slower by <paramref name="TailSeconds"/>.</param>
internal sealed record LatencyHarm(double Factor = 1, double TailShare = 0, double TailSeconds = 0);
