using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Store;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// Latency as a whole: do treatment's latencies lie further to the slow end? Units are weighed once in the epoch, and once more in each of
/// its stretches. The k-th of them may spend 1/(k(k+1)) of the budget; the first is the epoch itself. Not thread-safe.
/// </summary>
internal sealed class TiltSignalTest(
    double alpha, double treatmentShare, double controlShare, IReadOnlyList<double> ratios, bool withoutStrongest = false)
    : SignalTest(GuardSignals.Latency, GuardSignalKind.LatencyBody, alpha * PartOf(1))
{
    private readonly TiltEvidence _whole = new(treatmentShare, controlShare, ratios, withoutStrongest);
    private TiltEvidence? _stretch;
    private int _number = 1;
    private int _closed;
    private long _treatment;
    private long _control;

    public override void Close(TimeBucket bucket)
    {
        var number = SubEpochs.At(_closed++);
        if (number != _number) (_stretch, _number) = (new(treatmentShare, controlShare, ratios, withoutStrongest), number);
        _whole.Close(bucket.Latencies);
        _stretch?.Close(bucket.LatenciesOf(number));
        (_treatment, _control) = (_treatment + bucket.Latencies.Units.Treatment, _control + bucket.Latencies.Units.Control);
        (Treatment, Control, RawLogE) = (_treatment, _control, Strongest(_stretch));
    }

    public override void Look(TimeBucket open)
    {
        // A stretch that begins with the open bucket has learnt nothing yet.
        var stretch = SubEpochs.At(_closed) == _number ? _stretch : null;
        _whole.Look(open.Latencies);
        stretch?.Look(open.LatenciesOf(_number));
        var (treatment, control) = open.Latencies.Units;
        (Treatment, Control, RawLogE) = (_treatment + treatment, _control + control, Strongest(stretch));
    }

    /// <summary>While a side is known to report less, all of it is withheld: nobody knows how slow those are that are not heard
    /// of.</summary>
    protected override double ExplainedBy(SidesReporting? sides)
    {
        var isWithheld = _whole.IsOneSided || _stretch is { IsOneSided: true } || sides is { Short: not RolloutArm.None };
        return isWithheld ? Math.Max(RawLogE, 0) : 0;
    }

    /// <summary>What a stretch may spend, of all that the signal may.</summary>
    private static double PartOf(int number) => 1 / (number * (number + 1.0));

    /// <summary>The evidence in units of the first stretch's threshold: E(k)·α(k)/α(1) reaches it when E(k) reaches its own.</summary>
    private double Strongest(TiltEvidence? stretch) =>
        Math.Max(_whole.LogE, stretch is null ? double.NegativeInfinity : stretch.LogE + Math.Log(PartOf(_number) / PartOf(1)));
}
