using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard;
using Dataface.Flags.Guard.Evidence;
using Dataface.Flags.Guard.Store;
using MathNet.Numerics.Distributions;

namespace Dataface.Flags.Simulations.Guard;

/// <summary>
/// The units whose first latencies a guard counts, bucket by bucket: all at first, and when the sample is full, half as many, and so on, as the
/// library thins it. Latencies are lognormal with a median of 120 ms; those of all units that pass a threshold are counted beside the sample.
/// </summary>
internal sealed class LatencySample(Random random, LatencyHarm harm)
{
    private const double Median = 0.12;
    private const double Sigma = 0.6;

    private readonly TimeSpan[] _thresholds = [.. new Documents.GuardDefinition().LatencyThresholds];
    private readonly int _capacity = SignalCapacity.Of(GuardSignals.Latency);
    private double _kept = 1;
    private int _count;

    /// <summary>Adds one bucket's counts.</summary>
    public void Add(int bucket, bool isHarmful, List<GuardCount> counts)
    {
        var (treatment, control) = (new int[LatencyBins.Count], new int[LatencyBins.Count]);
        for (var units = Poisson.Sample(random, Setting.UnitsPerBucket * _kept); units > 0; units--)
        {
            var isTreatment = random.NextDouble() < Setting.Treatment;
            (isTreatment ? treatment : control)[LatencyBins.Of(TimeSpan.FromSeconds(One(isTreatment && isHarmful)))]++;
            if (++_count == _capacity) Thin();
        }

        Add(counts, bucket, treatment, 0);
        Add(counts, bucket, control, -1);
        foreach (var threshold in _thresholds)
        {
            var signal = GuardSignals.SlowerThan(threshold);
            Add(counts, bucket, signal, 0, Poisson.Sample(random, Setting.UnitsPerBucket * Setting.Treatment * Slower(threshold, isHarmful)));
            Add(counts, bucket, signal, -1, Poisson.Sample(random, Setting.UnitsPerBucket * Setting.Control * Slower(threshold, false)));
        }
    }

    private static void Add(List<GuardCount> counts, int bucket, int[] bins, int treatment)
    {
        for (var bin = 0; bin < bins.Length; bin++)
        {
            if (bins[bin] > 0) counts.Add(new(bucket, GuardSignals.Latency, treatment, bin, bins[bin]));
        }
    }

    private static void Add(List<GuardCount> counts, int bucket, string signal, int treatment, int count)
    {
        if (count > 0) counts.Add(new(bucket, signal, treatment, 0, count));
    }

    private void Thin() => (_count, _kept) = (Binomial.Sample(random, 0.5, _capacity), _kept / 2);

    private double One(bool isHarmful)
    {
        var seconds = Median * Math.Exp(Normal.Sample(random, 0, Sigma));
        if (!isHarmful) return seconds;
        return (seconds * harm.Factor) + (random.NextDouble() < harm.TailShare ? harm.TailSeconds : 0);
    }

    private double Slower(TimeSpan threshold, bool isHarmful)
    {
        double Above(double seconds) => seconds <= 0 ? 1 : 1 - LogNormal.CDF(Math.Log(Median * (isHarmful ? harm.Factor : 1)), Sigma, seconds);
        if (!isHarmful) return Above(threshold.TotalSeconds);
        return ((1 - harm.TailShare) * Above(threshold.TotalSeconds)) + (harm.TailShare * Above(threshold.TotalSeconds - harm.TailSeconds));
    }
}

/// <summary>What a harmful feature does to latencies.</summary>
/// <param name="Factor">Every latency is so many times longer.</param>
/// <param name="TailShare">The share of units that are slower by <paramref name="TailSeconds"/>.</param>
internal sealed record LatencyHarm(double Factor = 1, double TailShare = 0, double TailSeconds = 0);
