namespace Dataface.Flags.Guard.Evidence;

/// <summary>
/// Whether treatment's latencies lie further to the slow end than control's. A unit in bin j is in treatment with probability ρ if the
/// feature
/// does nothing, and with ρ·w(j) / (ρ·w(j) + 1 − ρ) if it shifts latencies by the tilt w(j) = e^(λ·s(j)) / Z. The scores s(j) come from
/// control units of earlier buckets only, so that they cannot follow the data that they judge. Not thread-safe.
/// </summary>
internal sealed class TiltTest(double treatment, double control)
{
    private const int LeastPast = 30;
    private const double Clip = 3;

    private readonly double _rho = treatment / (treatment + control);
    private readonly long[] _past = new long[LatencyBins.Count];
    private readonly double[] _score = new double[LatencyBins.Count];
    private readonly double[] _normaliser = new double[HarmGrid.Tilts.Length];
    private long _pastCount;

    /// <summary>Writes ln of the likelihood ratio for each tilt, of the units that were newly seen in one bucket.</summary>
    /// <param name="treatmentBins">Treatment units, by bin.</param>
    /// <param name="controlBins">Control units, by bin.</param>
    /// <param name="result">One number for each of <see cref="HarmGrid.Tilts"/>.</param>
    public void Evidence(ReadOnlySpan<int> treatmentBins, ReadOnlySpan<int> controlBins, Span<double> result)
    {
        result.Clear();
        if (_pastCount < LeastPast) return;
        for (var bin = 0; bin < LatencyBins.Count; bin++)
        {
            if (treatmentBins[bin] == 0 && controlBins[bin] == 0) continue;
            for (var i = 0; i < HarmGrid.Tilts.Length; i++)
            {
                var w = Math.Exp(HarmGrid.Tilts[i] * _score[bin]) / _normaliser[i];
                var mixed = Math.Log((_rho * w) + 1 - _rho);
                result[i] += (treatmentBins[bin] * (Math.Log(w) - mixed)) - (controlBins[bin] * mixed);
            }
        }
    }

    /// <summary>Writes what the slowest unit of treatment is worth, for each tilt: no other one brings more.</summary>
    public void OfSlowest(Span<double> result)
    {
        result.Clear();
        if (_pastCount < LeastPast) return;
        for (var i = 0; i < HarmGrid.Tilts.Length; i++)
        {
            var w = Math.Exp(HarmGrid.Tilts[i] * _score[^1]) / _normaliser[i];
            result[i] = Math.Max(0, Math.Log(w) - Math.Log((_rho * w) + 1 - _rho));
        }
    }

    /// <summary>Learns from a bucket, once it has been judged.</summary>
    public void Learn(ReadOnlySpan<int> controlBins)
    {
        var added = 0;
        for (var bin = 0; bin < LatencyBins.Count; bin++)
        {
            _past[bin] += controlBins[bin];
            added += controlBins[bin];
        }

        _pastCount += added;
        if (added == 0 || _pastCount < LeastPast) return;
        var mean = 0.0;
        for (var bin = 0; bin < LatencyBins.Count; bin++) mean += (double)_past[bin] * bin / _pastCount;
        var variance = 0.0;
        for (var bin = 0; bin < LatencyBins.Count; bin++) variance += _past[bin] * (bin - mean) * (bin - mean) / _pastCount;

        // A service whose latencies all fall into one bin is given the width of a bin.
        var deviation = Math.Max(Math.Sqrt(variance), 0.5);
        for (var bin = 0; bin < LatencyBins.Count; bin++) _score[bin] = Math.Clamp((bin - mean) / deviation, -Clip, Clip);
        for (var i = 0; i < HarmGrid.Tilts.Length; i++)
        {
            var sum = 0.0;
            for (var bin = 0; bin < LatencyBins.Count; bin++) sum += _past[bin] * Math.Exp(HarmGrid.Tilts[i] * _score[bin]);
            _normaliser[i] = sum / _pastCount;
        }
    }
}
