using Dataface.Flags.Guard.Evidence;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// Errors, give-ups, named counters and slow units: does treatment have more of them than its share, and more than its use explains? What
/// counts is the smaller of two pieces of evidence: by units, which the proof is about, and by calls. Not thread-safe.
/// </summary>
/// <param name="signal">The signal.</param>
/// <param name="kind">What it compares.</param>
/// <param name="alpha">The part of the budget that it may spend.</param>
/// <param name="test">The test, by how often treatment is called for each call of control.</param>
/// <param name="withoutStrongest">Whether the evidence must stand without the strongest source, which has one unit of those
/// counted.</param>
internal sealed class ShareSignalTest(
    string signal, GuardSignalKind kind, double alpha, Func<double, ShareTest> test, bool withoutStrongest = false)
    : SignalTest(signal, kind, alpha)
{
    private readonly Evidence _byUnit = new(test(1), withoutStrongest);
    private readonly Evidence _byCall = new(test(1), withoutStrongest);
    private double _use = 1;
    private long _treatment;
    private long _control;

    /// <summary>
    /// Says how often a treatment unit is called for each call of a control unit, up to the bucket that comes next. Less use than control's
    /// changes nothing: the evidence by unit is the smaller one then.
    /// </summary>
    public void Expect(double use)
    {
        use = Math.Max(use, 1);
        if (use == _use) return;
        (_use, _byCall.Test) = (use, test(use));
    }

    public override void Close(TimeBucket bucket)
    {
        var (treatment, control) = bucket[Signal];
        (_treatment, _control) = (_treatment + treatment, _control + control);
        (Treatment, Control) = (_treatment, _control);
        RawLogE = Math.Min(_byUnit.Close(treatment, control), _byCall.Close(treatment, control));
    }

    public override void Look(TimeBucket open)
    {
        var (treatment, control) = open[Signal];
        (Treatment, Control) = (_treatment + treatment, _control + control);
        RawLogE = Math.Min(_byUnit.Look(treatment, control), _byCall.Look(treatment, control));
    }

    protected override double ExplainedBy(SidesReporting? sides) => sides?.ByControl ?? 0;

    private sealed class Evidence(ShareTest test, bool withoutStrongest)
    {
        private readonly OnsetMixture _mixture = new(test.Alternatives, OnsetWeights.Of);
        private readonly double[] _scratch = new double[test.Alternatives];

        public ShareTest Test { private get; set; } = test;

        public double Close(long treatment, long control)
        {
            Test.Evidence(treatment, control, _scratch);
            _mixture.Add(_scratch);
            return Standing(_mixture.LogE);
        }

        public double Look(long treatment, long control)
        {
            Test.Evidence(treatment, control, _scratch);
            return Standing(_mixture.Peek(_scratch));
        }

        private double Standing(double logE)
        {
            if (!withoutStrongest) return logE;
            Test.Evidence(1, 0, _scratch);
            return Math.Min(logE, _mixture.Without(_scratch));
        }
    }
}
