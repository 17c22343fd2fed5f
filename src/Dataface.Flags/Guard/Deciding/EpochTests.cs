using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Evidence;
using Dataface.Flags.Guard.Store;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>All tests of one epoch for one treatment, fed with what the store has counted. Not thread-safe.</summary>
internal sealed class EpochTests
{
    private readonly GuardDefinition _guard;
    private readonly int _treatment;
    private readonly double _shareOfTreatment;
    private readonly double _shareOfControl;
    private readonly SidesReporting? _sides;
    private readonly SidesUse _use = new();
    private readonly SidesBurn? _burn;
    private double _heard = 1;
    private int _closed;
    private long _seenTreatment;
    private long _seenControl;
    private TimeBucket _open = new();

    /// <param name="guard">The guard.</param>
    /// <param name="shares">The assigned shares in the epoch.</param>
    /// <param name="treatment">The treatment's index.</param>
    /// <param name="epoch">The epoch's number.</param>
    public EpochTests(GuardDefinition guard, ArmShares shares, int treatment, int epoch)
    {
        (_guard, _treatment) = (guard, treatment);
        var share = shares.Treatments[treatment].Share;
        (_shareOfTreatment, _shareOfControl) = (share, shares.Control);
        Variant = shares.Treatments[treatment].Variant;
        _sides = share > 0 && shares.Control > 0 ? new SidesReporting(guard, share, shares.Control) : null;
        _burn = guard is { Objective: null, SloObjective: { } objective } ? new SidesBurn(objective) : null;
        Harmless = new NoHarmTest(guard, share, shares.Control);
        Signals = [.. Make(guard, share, shares.Control, shares.Treatments.Count, epoch)];
    }

    /// <summary>The tests of all treatments that have a share.</summary>
    public static EpochTests[] Of(GuardDefinition guard, ArmShares shares, int epoch) =>
        [.. Enumerable.Range(0, shares.Treatments.Count).Where(i => shares.Treatments[i].Share > 0)
            .Select(i => new EpochTests(guard, shares, i, epoch))];

    /// <summary>The tests of a step over all its days: they show that a treatment does no harm, and abort nothing.</summary>
    public static EpochTests[] OfStep(GuardDefinition guard, ArmShares shares, int first) =>
        Of(guard with { GiveUps = false, Latency = false, Counters = [], SloObjective = null }, shares, first);

    public string Variant { get; }

    public IReadOnlyList<SignalTest> Signals { get; }

    public NoHarmTest Harmless { get; }

    /// <summary>Where the units come from; null when the guard does not ask.</summary>
    public SidesSources? Sources => _guard.Source is null || _shareOfTreatment <= 0 ? null
        : _use.SourcesOf(_shareOfTreatment, _shareOfControl);

    /// <summary>How often the units of either side call and err.</summary>
    public SidesFigures Figures => _use.FiguresOf(_guard.Errors, Sources);

    /// <summary>The first bucket that is still to be taken in.</summary>
    public int Next => _closed;

    /// <summary>Whether enough was recorded of control to compare with.</summary>
    public bool HasControl => _seenControl + _open[GuardSignals.Seen].Control >= SidesReporting.LeastSeen;

    /// <summary>The instances that have reported in the epoch.</summary>
    public int Instances => _use.Instances;

    public bool HasTreatment => _seenTreatment + _open[GuardSignals.Seen].Treatment >= SidesReporting.LeastSeen;

    /// <summary>The side that reports nothing, or less than its share.</summary>
    public RolloutArm Short => _sides is { } sides ? sides.Short : HasTreatment ? RolloutArm.Control : RolloutArm.None;

    /// <summary>How many of the units of <see cref="Short"/> report, of each that should; 1 when both sides report alike.</summary>
    public double Reported => _sides?.Reported ?? (Short == RolloutArm.None ? 1 : 0);

    /// <summary>Whether nothing at all is heard of <see cref="Short"/>.</summary>
    public bool IsSilent => _sides is null || _sides.Silent != RolloutArm.None;

    /// <summary>How the guard's own objective stands on both sides; null when it has none, or names one of the service.</summary>
    public GuardObjectiveStatus? Objective => _burn?.Status();

    /// <summary>The signal that aborts now, or null.</summary>
    public SignalTest? Harm => Signals.FirstOrDefault(
        signal => signal.IsHarm(signal.Kind == GuardSignalKind.Slo ? !IsControlMissing : HasControl));

    /// <summary>
    /// Whether it is proved that control is not recorded, or hardly. That nothing has come of it yet shows nothing: where it is small,
    /// its first records take minutes, and an epoch may begin in an outage.
    /// </summary>
    private bool IsControlMissing =>
        _sides is not { } sides || sides.Silent == RolloutArm.Control || (!HasControl && sides.Short == RolloutArm.Control);

    /// <summary>Says among how many instances this one decides alone; 0, the default, where evidence is shared.</summary>
    public void Divide(int instances)
    {
        foreach (var signal in Signals) signal.Divide(instances);
    }

    /// <summary>Takes in buckets that have closed, and looks at the open one.</summary>
    /// <param name="open">The number of the open bucket.</param>
    /// <param name="counts">All counts from <see cref="Next"/> on, in ascending order of buckets.</param>
    public void Feed(int open, IReadOnlyList<GuardCount> counts)
    {
        var at = 0;
        for (; _closed < open; _closed++)
        {
            var bucket = Take(counts, ref at, _closed);
            Close(bucket);
            _burn?.Set(_closed, bucket);
            Harmless.Note(EvidenceLedger.EndOf(_closed));
        }

        _open = Take(counts, ref at, open);
        _use.Look(_open);
        Expect();
        _sides?.Look(_open);
        _burn?.Set(open, _open);
        foreach (var signal in Signals)
        {
            signal.Look(For(signal, _open));
            signal.Weigh(_sides, IsHeard(signal, _open));
        }

        Harmless.Look(_open, HasControl, _sides);
    }

    private static bool IsCompared(SignalTest signal) => signal.Kind is not (GuardSignalKind.Slo or GuardSignalKind.LatencyBody);

    private static bool IsHeard(SignalTest signal, TimeBucket bucket) => !IsCompared(signal) || bucket[GuardSignals.Seen].Control > 0;

    /// <summary>
    /// While control does not report there is nothing to compare with: perhaps only the new code is wrapped. Whether it reports is
    /// known before the bucket begins, so that no bucket is left out because of what is in it.
    /// </summary>
    private TimeBucket For(SignalTest signal, TimeBucket bucket) => IsCompared(signal) && _sides is { ControlReports: false }
        ? TimeBucket.Empty : bucket;

    private void Close(TimeBucket bucket)
    {
        _use.Close(bucket);
        Expect();
        foreach (var signal in Signals) signal.Close(For(signal, bucket));
        Harmless.Close(bucket, EvidenceLedger.EndOf(_closed), _sides);
        _sides?.Close(bucket);
        _heard = _sides?.HeardOfControl ?? 1;
        foreach (var signal in Signals) signal.Settle(_sides, IsHeard(signal, bucket));
        Harmless.Settle(bucket, _sides);
        (_seenTreatment, _seenControl) =
            (_seenTreatment + bucket[GuardSignals.Seen].Treatment, _seenControl + bucket[GuardSignals.Seen].Control);
    }

    /// <summary>
    /// Use is counted up to and including the bucket that is weighed: a busy service has errors enough in its first seconds to abort, and
    /// they are not compared before it is known how often the units called. How much of control is heard of is known before the bucket
    /// begins. A control that is heard of less also seems to be called on fewer instances, so that the larger of the two is enough. That no
    /// harm is proved does not rest on the instances: more use proves it sooner.
    /// </summary>
    private void Expect()
    {
        var beside = Math.Max(1 / _heard, _sides is null ? 1 : _use.SpreadOf(_shareOfTreatment, _shareOfControl));
        foreach (var signal in Signals.OfType<ShareSignalTest>()) signal.Expect(_use.RatioOf(signal.Signal) * beside);
        var together = GuardSignals.Compared(_guard).Select(_use.MostCalls).DefaultIfEmpty(1).Max();
        foreach (var signal in Signals.OfType<SloSignalTest>()) signal.Expect(together);
        if (_guard.Errors) Harmless.Expect(_use.RatioOf(GuardSignals.Errors));
    }

    private TimeBucket Take(IReadOnlyList<GuardCount> counts, ref int at, int number)
    {
        var bucket = new TimeBucket();
        while (at < counts.Count && counts[at].Bucket < number) at++;
        for (; at < counts.Count && counts[at].Bucket == number; at++)
        {
            var count = counts[at];
            if (count.Treatment == _treatment || count.Treatment < 0) bucket.Add(count.Signal, count.Treatment < 0, count.Bin, count.Count);
        }

        return bucket;
    }

    private static IEnumerable<SignalTest> Make(GuardDefinition guard, double treatment, double control, int treatments, int epoch)
    {
        var hasSources = guard.Source is not null;
        double Alpha(GuardSignalKind kind) => AlphaBudget.Of(guard, kind, treatments, epoch);
        if (treatment > 0 && control > 0)
        {
            double[] grid = [.. guard.Grid];
            ShareTest Harm(double use) => ShareTest.OfHarm(treatment * use, control, guard.Tolerated, grid);
            ShareTest Slow(double use) => ShareTest.OfHarm(treatment * use, control, 1, grid);
            if (guard.Errors) yield return new ShareSignalTest(GuardSignals.Errors, GuardSignalKind.Errors,
                Alpha(GuardSignalKind.Errors), Harm, hasSources);
            if (guard.GiveUps)
            {
                yield return new ShareSignalTest(
                    GuardSignals.GiveUps, GuardSignalKind.GiveUps, Alpha(GuardSignalKind.GiveUps), Slow, hasSources);
            }

            if (guard.Latency) yield return new TiltSignalTest(
                Alpha(GuardSignalKind.LatencyBody), treatment, control, guard.Grid, hasSources);
            foreach (var threshold in guard.Latency ? guard.LatencyThresholds : [])
            {
                yield return new ShareSignalTest(GuardSignals.SlowerThan(threshold), GuardSignalKind.LatencyTail,
                    Alpha(GuardSignalKind.LatencyTail), Slow, hasSources);
            }

            foreach (var name in guard.Counters) yield return new ShareSignalTest(name, GuardSignalKind.Counter,
                Alpha(GuardSignalKind.Counter), Slow, hasSources);
        }

        if (guard.SloObjective is not { } objective) yield break;
        foreach (var rate in BurnRate.All) yield return new SloSignalTest(rate, objective, Alpha(GuardSignalKind.Slo), guard.Grid);
    }
}
