using Dataface.Flags.Documents;
using Dataface.Flags.Guard.Evidence;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// Whether a treatment is proved harmless enough for the next step, over one epoch: it errs less than twice as often as control (relative), or
/// less than the stated bound among its first units (absolute). Not thread-safe.
/// </summary>
internal sealed class NoHarmTest
{
    /// <summary>The ratio that is ruled out, as a multiple of the tolerated one, r1.</summary>
    public const double Ratio = 2;

    /// <summary>ln of the evidence that is enough: 1/0.05.</summary>
    public static readonly double Threshold = Math.Log(20);

    private readonly ShareTest? _relative;
    private readonly double? _bound;
    private readonly double[] _scratch = new double[HarmGrid.Harmless.Length];
    private readonly double[] _absolute = new double[HarmGrid.BelowBound.Length];
    private long _treatment;
    private long _control;
    private long _cohort;
    private long _cohortErrors;

    public NoHarmTest(GuardDefinition guard, double treatmentShare, double controlShare)
    {
        _relative = controlShare > 0 && treatmentShare > 0 ? ShareTest.OfNoHarm(treatmentShare, controlShare, Ratio * guard.Tolerated, guard.Tolerated) : null;
        _bound = guard.ErrorBound;
    }

    /// <summary>ln E that treatment errs less than twice as often as control.</summary>
    public double LogRelative { get; private set; }

    /// <summary>ln E that fewer treated units err than the bound allows.</summary>
    public double LogAbsolute { get; private set; }

    public bool IsProved => LogRelative >= Threshold || LogAbsolute >= Threshold;

    public void Close(TimeBucket bucket)
    {
        // A treatment that reports nothing is not harmless.
        if (bucket[GuardSignals.Seen].Treatment == 0) return;
        (_treatment, _control) = (_treatment + bucket[GuardSignals.Errors].Treatment, _control + bucket[GuardSignals.Errors].Control);
        (_cohort, _cohortErrors) = (_cohort + bucket[GuardSignals.Cohort].Treatment, _cohortErrors + bucket[GuardSignals.CohortErrors].Treatment);
    }

    /// <param name="bucket">The open bucket.</param>
    /// <param name="hasControl">Whether there is something to compare with.</param>
    /// <param name="sides">How the sides report: a treatment that reports less looks harmless.</param>
    public void Look(TimeBucket bucket, bool hasControl, SidesReporting? sides)
    {
        var open = bucket[GuardSignals.Seen].Treatment > 0 ? bucket : TimeBucket.Empty;
        if (_relative is { } relative && hasControl)
        {
            relative.Evidence(_treatment + open[GuardSignals.Errors].Treatment, _control + open[GuardSignals.Errors].Control, _scratch);
            LogRelative = LogSpace.Mean(_scratch) - (sides?.ByTreatment ?? 0);
        }

        if (_bound is not { } bound) return;
        RateTest.Evidence(_cohortErrors + open[GuardSignals.CohortErrors].Treatment, _cohort + open[GuardSignals.Cohort].Treatment, bound, HarmGrid.BelowBound, _absolute);
        LogAbsolute = LogSpace.Mean(_absolute);
    }
}
