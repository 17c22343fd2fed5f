using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Evidence;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// Latency as a whole: do treatment's latencies lie further to the slow end? A bucket is judged while latencies of both sides
/// come, as the buckets before it show, and only what is beyond one side's being timed less counts.
/// </summary>
internal sealed class TiltSignalTest : SignalTest
{
    private readonly TiltTest _test;
    private readonly OnsetMixture _evidence = new(HarmGrid.Tilts.Length, OnsetWeights.Of);
    private readonly ReportingTest _timed;
    private readonly Presence _presence;
    private readonly double[] _scratch = new double[HarmGrid.Tilts.Length];
    private long _treatment;
    private long _control;

    public TiltSignalTest(double alpha, double treatmentShare, double controlShare, IReadOnlyList<double> ratios)
        : base(GuardSignals.Latency, GuardSignalKind.LatencyBody, alpha) =>
        (_test, _timed, _presence) =
            (new(treatmentShare, controlShare), new(treatmentShare, controlShare, ratios), new(treatmentShare, controlShare));

    public override void Close(TimeBucket bucket)
    {
        var (treatment, control) = bucket[Signal];
        _evidence.Add(Evidence(bucket));
        _timed.Close(treatment, control, _presence.BothReport, _presence.BothReport);
        _test.Learn(bucket.ControlBins);
        _presence.Close(treatment, control);
        (_treatment, _control) = (_treatment + treatment, _control + control);
        (Treatment, Control, RawLogE) = (_treatment, _control, _evidence.LogE);
    }

    public override void Look(TimeBucket open)
    {
        var (treatment, control) = open[Signal];
        _timed.Look(treatment, control, _presence.BothReport, _presence.BothReport);
        (Treatment, Control, RawLogE) = (_treatment + treatment, _control + control, _evidence.Peek(Evidence(open)));
    }

    /// <summary>By the very units whose latencies are weighed: a side may report and not be timed.</summary>
    protected override double ExplainedBy(SidesReporting? sides) =>
        _timed.Explained(Math.Max(_timed.LogTreatmentLess, _timed.LogControlLess));

    private double[] Evidence(TimeBucket bucket)
    {
        if (_presence.BothReport) _test.Evidence(bucket.TreatmentBins, bucket.ControlBins, _scratch);
        else Array.Clear(_scratch);
        return _scratch;
    }
}
