namespace Dataface.Flags.Guard.Evidence;

/// <summary>
/// An e-process over time buckets: the evidence against "no harm", averaged over alternatives and over the bucket in which harm may have
/// begun.
/// S(g) ← (S(g) + w(t))·e^ℓ(g); E = mean over g of S(g) + (1 − w(1) − … − w(t)). While there is no harm it is a non-negative martingale
/// that begins at 1, so that by Ville's inequality it ever reaches 1/α with probability at most α, however often one looks. Not
/// thread-safe.
/// </summary>
internal sealed class OnsetMixture
{
    private readonly double[] _logS;
    private readonly double[] _scratch;
    private readonly Func<int, double> _weight;
    private double[] _seen;
    private double _staked;
    private double _stakedThen;

    /// <param name="alternatives">The number of alternatives.</param>
    /// <param name="weight">w(t), t from 1; the sum over all t is at most 1.</param>
    public OnsetMixture(int alternatives, Func<int, double> weight)
    {
        (_logS, _scratch, _weight) = (new double[alternatives], new double[alternatives], weight);
        Array.Fill(_logS, double.NegativeInfinity);
        _seen = _logS;
    }

    /// <summary>The number of buckets taken in.</summary>
    public int Buckets { get; private set; }

    /// <summary>ln E after the buckets taken in.</summary>
    public double LogE { get; private set; }

    /// <summary>Takes in the next bucket.</summary>
    /// <param name="evidence">ℓ(g) for each alternative.</param>
    public void Add(ReadOnlySpan<double> evidence)
    {
        LogE = Next(evidence, _logS);
        _staked = _stakedThen;
        Buckets++;
    }

    /// <summary>
    /// ln E of the last bucket taken in or looked at, as if one observation fewer had come: the one without which least is left, which
    /// is one of the last bucket, since it counts for every beginning of harm.
    /// </summary>
    /// <param name="one">What such an observation is worth for each alternative; 0 or more.</param>
    public double Without(ReadOnlySpan<double> one)
    {
        Span<double> less = stackalloc double[_seen.Length];
        for (var g = 0; g < less.Length; g++) less[g] = _seen[g] - one[g];
        return LogSpace.Add(LogSpace.Mean(less), Math.Log(Math.Max(1 - _stakedThen, 0)));
    }

    /// <summary>ln E if the next bucket, which is still open, ended with this evidence. Takes nothing in.</summary>
    public double Peek(ReadOnlySpan<double> evidence) => Next(evidence, _scratch);

    private double Next(ReadOnlySpan<double> evidence, double[] logS)
    {
        var weight = _weight(Buckets + 1);
        var logWeight = Math.Log(weight);
        (_seen, _stakedThen) = (logS, _staked + weight);
        for (var g = 0; g < logS.Length; g++) logS[g] = LogSpace.Add(_logS[g], logWeight) + evidence[g];
        return LogSpace.Add(LogSpace.Mean(logS), Math.Log(Math.Max(1 - _stakedThen, 0)));
    }
}
