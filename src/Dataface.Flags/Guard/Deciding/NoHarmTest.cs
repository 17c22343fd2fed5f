using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Evidence;
using Dataface.Flags.Guard.Store;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// Whether a treatment is proved harmless enough for the next step, over one epoch: by call it errs less than <c>noHarmRatio</c>
/// times as often as control (relative), or less than the stated bound among its first units (absolute). Not thread-safe.
/// </summary>
internal sealed class NoHarmTest
{
    /// <summary>ln of the evidence that is enough: 1/0.05.</summary>
    public static readonly double Threshold = Math.Log(20);

    /// <summary>What averaging over alternatives costs, of which about two fit.</summary>
    private static readonly double Mixture = Math.Log(2);

    private readonly Func<double, ShareTest>? _make;
    private readonly double? _bound;
    private readonly double[] _scratch = new double[HarmGrid.Harmless];
    private readonly double[] _absolute = new double[HarmGrid.BelowBound.Length];
    private readonly double[] _sums = new double[HarmGrid.Harmless];
    private ShareTest? _relative;
    private double _settled;
    private readonly int _mostOfCohort;
    private readonly ErrorIncidents _incidents = new();
    private readonly StepForecast _forecast = new();
    private readonly StepForecast _cohortForecast = new();
    private readonly double _share;
    private long _erring;
    private long _cohort;
    private long _cohortErrors;

    public NoHarmTest(GuardDefinition guard, double treatmentShare, double controlShare)
    {
        if (controlShare > 0 && treatmentShare > 0)
        {
            _make = use => ShareTest.OfNoHarm(treatmentShare * use, controlShare, guard.NoHarmRatio, guard.Tolerated);
            _relative = _make(1);
        }

        _bound = guard.ErrorBound;
        _mostOfCohort = SignalCapacity.OfCohortWith(guard.Source);
        _share = treatmentShare / (treatmentShare + controlShare);
    }

    /// <summary>ln E that treatment errs less than the ratio times as often as control.</summary>
    public double LogRelative { get; private set; }

    /// <summary>ln E that fewer treated units err than the bound allows.</summary>
    public double LogAbsolute { get; private set; }

    /// <summary>Whether the last bucket belonged to an incident, so that it proves nothing.</summary>
    public bool IsIncident { get; private set; }

    public bool IsProved => LogRelative >= Threshold || LogAbsolute >= Threshold;

    /// <summary>Says how often a treatment unit is called for each call of a control unit, up to the bucket that comes
    /// next.</summary>
    public void Expect(double use) => _relative = _make?.Invoke(use);

    /// <summary>
    /// Takes in a bucket that is closed; while treatment does not report, nothing shows that it is harmless. Nor does an incident: its
    /// errors are the same on both sides whatever the feature does. That it is one does not depend on the sides that they are of.
    /// </summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="end">When it ended, since the step began.</param>
    /// <param name="sides">How the sides report.</param>
    public void Close(TimeBucket bucket, TimeSpan end, SidesReporting? sides)
    {
        var (treatment, control) = bucket[GuardSignals.Errors];
        IsIncident = _incidents.Take(end, treatment + control);
        if (sides is { TreatmentReports: false }) return;
        if (_relative is { } relative && !IsIncident)
        {
            relative.Evidence(treatment, control, _scratch);
            for (var g = 0; g < _sums.Length; g++) _sums[g] += _scratch[g];
            _erring += treatment + control;
        }

        (_cohort, _cohortErrors) =
            (_cohort + bucket[GuardSignals.Cohort].Treatment, _cohortErrors + bucket[GuardSignals.CohortErrors].Treatment);
    }

    /// <summary>
    /// How much longer it takes at the traffic seen, if the feature does no harm; null when that cannot be said yet, and MaxValue
    /// for never.
    /// </summary>
    /// <param name="elapsed">How long the step lasts already.</param>
    public TimeSpan? Until(TimeSpan elapsed) =>
        _bound is { } bound ? StepForecast.Sooner(UntilRelative(elapsed), UntilAbsolute(elapsed, bound)) : UntilRelative(elapsed);

    /// <summary>The evidence that has to come for one alternative, so that the average over all of them is enough.</summary>
    /// <param name="known">What there is of it.</param>
    public static double Missing(double known) => Threshold + Mixture - Math.Min(known, Threshold);

    private TimeSpan? UntilRelative(TimeSpan elapsed) => _relative?.Expected(_share) is var each and > 0
        ? _forecast.Until(elapsed, Missing(LogRelative) / each.Value) : TimeSpan.MaxValue;

    /// <summary>By the treated units that are still to come, if they err as seldom as those that came do, but for chance.</summary>
    private TimeSpan? UntilAbsolute(TimeSpan elapsed, double bound)
    {
        var rate = (_cohortErrors - Math.Sqrt(_cohortErrors)) / Math.Max(_cohort, 1);
        var missing = RateTest.Until(_cohortErrors, _cohort, rate, bound, HarmGrid.BelowBound, Missing);
        return _cohort + missing > _mostOfCohort ? TimeSpan.MaxValue : _cohortForecast.Until(elapsed, missing);
    }

    /// <summary>Notes how it stands after a bucket that is closed, if something was heard of treatment in it.</summary>
    public void Settle(TimeBucket bucket, SidesReporting? sides)
    {
        if (bucket[GuardSignals.Seen].Treatment > 0) _settled = LogSpace.Mean(_sums) - (sides?.ByTreatment ?? 0);
    }

    /// <summary>Notes, for the forecast, how much is known at a time since the step began.</summary>
    public void Note(TimeSpan elapsed)
    {
        _forecast.Note(elapsed, _erring);
        _cohortForecast.Note(elapsed, _cohort);
    }

    /// <summary>
    /// Looks at the evidence of all closed buckets. Whether the open one belongs to an incident is known when it has ended: a first part of
    /// it that looks harmless must not count if one that looks harmful would be left out.
    /// </summary>
    /// <param name="bucket">The open bucket.</param>
    /// <param name="hasControl">Whether there is something to compare with.</param>
    /// <param name="sides">How the sides report: a treatment that reports less looks harmless.</param>
    public void Look(TimeBucket bucket, bool hasControl, SidesReporting? sides)
    {
        if (_relative is not null && hasControl)
        {
            var logE = LogSpace.Mean(_sums) - (sides?.ByTreatment ?? 0);
            LogRelative = bucket[GuardSignals.Seen].Treatment > 0 ? logE : Math.Min(logE, _settled);
        }

        if (_bound is not { } bound) return;
        var open = sides is { TreatmentReports: false } ? TimeBucket.Empty : bucket;
        RateTest.Evidence(
            _cohortErrors + open[GuardSignals.CohortErrors].Treatment, _cohort + open[GuardSignals.Cohort].Treatment, bound,
                HarmGrid.BelowBound, _absolute);
        LogAbsolute = LogSpace.Mean(_absolute);
    }
}
