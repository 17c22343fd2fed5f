using Dataface.Flags.Guard.Evidence;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>Latency as a whole: do treatment's latencies lie further to the slow end?</summary>
internal sealed class TiltSignalTest(double alpha, double treatmentShare, double controlShare) : SignalTest(GuardSignals.Latency, GuardSignalKind.LatencyBody, alpha)
{
    private readonly TiltTest _test = new(treatmentShare, controlShare);
    private readonly OnsetMixture _evidence = new(HarmGrid.Tilts.Length, OnsetWeights.Of);
    private readonly double[] _scratch = new double[HarmGrid.Tilts.Length];
    private long _treatment;
    private long _control;

    public override void Close(Bucket bucket)
    {
        _test.Evidence(bucket.TreatmentBins, bucket.ControlBins, _scratch);
        _evidence.Add(_scratch);
        _test.Learn(bucket.ControlBins);
        var (treatment, control) = bucket[Signal];
        (_treatment, _control) = (_treatment + treatment, _control + control);
        (Treatment, Control, LogE) = (_treatment, _control, _evidence.LogE);
    }

    public override void Look(Bucket open)
    {
        _test.Evidence(open.TreatmentBins, open.ControlBins, _scratch);
        var (treatment, control) = open[Signal];
        (Treatment, Control, LogE) = (_treatment + treatment, _control + control, _evidence.Peek(_scratch));
    }
}
