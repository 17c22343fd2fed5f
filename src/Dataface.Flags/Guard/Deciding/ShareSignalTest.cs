using Dataface.Flags.Guard.Evidence;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>Errors, give-ups, named counters and slow units: does treatment have more of them than its share?</summary>
internal sealed class ShareSignalTest(string signal, GuardSignalKind kind, double alpha, ShareTest test) : SignalTest(signal, kind, alpha)
{
    private readonly OnsetMixture _evidence = new(test.Alternatives, OnsetWeights.Of);
    private readonly double[] _scratch = new double[test.Alternatives];
    private long _treatment;
    private long _control;

    public override void Close(TimeBucket bucket)
    {
        var (treatment, control) = bucket[Signal];
        test.Evidence(treatment, control, _scratch);
        _evidence.Add(_scratch);
        (_treatment, _control) = (_treatment + treatment, _control + control);
        (Treatment, Control, RawLogE) = (_treatment, _control, _evidence.LogE);
    }

    public override void Look(TimeBucket open)
    {
        var (treatment, control) = open[Signal];
        test.Evidence(treatment, control, _scratch);
        (Treatment, Control, RawLogE) = (_treatment + treatment, _control + control, _evidence.Peek(_scratch));
    }

    protected override double ExplainedBy(SidesReporting? sides) => sides?.ByControl ?? 0;
}
