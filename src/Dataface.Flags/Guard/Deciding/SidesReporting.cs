using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Evidence;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>Whether treatment and control report alike, over one epoch. Not thread-safe.</summary>
internal sealed class SidesReporting
{
    /// <summary>Records that show that a side reports, or would if it did.</summary>
    public const long LeastSeen = 30;

    /// <summary>
    /// First records of a side from which on its units are counted again: chance does not make one side of so many look half as large
    /// again, and what it does is not to be counted over and over.
    /// </summary>
    private const long LeastFirsts = 400;

    /// <summary>ln of the evidence that is enough to say that a side reports less: a thousand to one.</summary>
    public static readonly double Enough = Math.Log(1_000);

    /// <summary>ln of the evidence below which that is said no more: evidence wavers, and what is said is not to.</summary>
    private static readonly double TooLittle = Math.Log(100);

    /// <summary>The smallest part of control that a comparison rests on.</summary>
    private const double LeastHeard = 0.1;

    /// <summary>
    /// ln of the evidence from which on harm is compared with control as it is heard. Before it, what is said is subtracted from the
    /// evidence of harm; either alone leaves aborts where a fifth of control is missing and errors are many (the simulation <c>guard --only
    /// one-sided</c>).
    /// </summary>
    private static readonly double Likely = Math.Log(20);

    private readonly ReportingTest _units;
    private readonly Func<ReportingTest> _makeSlight;
    private ReportingTest _slight;
    private readonly ReportedShare _recent;
    private readonly Presence _firsts;
    private readonly Presence _records;

    /// <summary>What was said at the last look, or when the last bucket was closed.</summary>
    private RolloutArm _short;
    private long _treatment;
    private long _control;
    private long _heardOfTreatment;
    private long _heardOfControl;

    public SidesReporting(GuardDefinition guard, double treatment, double control)
    {
        _units = new(treatment, control, guard.Grid);
        _makeSlight = () => new(treatment, control, ReportingTest.Slight);
        _slight = _makeSlight();
        (_recent, _firsts, _records) = (new(treatment, control), new(treatment, control), new(treatment, control));
    }

    /// <summary>ln of the evidence that is explained when treatment reports less; at least 0.</summary>
    public double ByTreatment => _units.Explained(LogTreatmentLess);

    /// <summary>ln of the evidence that is explained when control reports less; at least 0.</summary>
    public double ByControl => _units.Explained(LogControlLess);

    /// <summary>The side of which nothing comes.</summary>
    public RolloutArm Silent { get; private set; }

    /// <summary>The side of which nothing comes, or less than its share.</summary>
    public RolloutArm Short => Silent != RolloutArm.None ? Silent
        : LogTreatmentLess >= EnoughOf(RolloutArm.Treatment) ? RolloutArm.Treatment
        : LogControlLess >= EnoughOf(RolloutArm.Control) ? RolloutArm.Control
        : RolloutArm.None;

    /// <summary>How many units of <see cref="Short"/> report of late, of each that should beside the other side's: from 0 to 1.</summary>
    public double Reported => Short switch
    {
        _ when Silent != RolloutArm.None => 0,
        RolloutArm.Treatment => _recent.OfTreatment,
        RolloutArm.Control => _recent.OfControl,
        _ => 1,
    };

    /// <summary>
    /// How many of control's units report of late, of each that should beside treatment's: what harm is compared with is so much too small.
    /// 1 unless that it reports less is twenty times likelier than chance.
    /// </summary>
    public double HeardOfControl => LogControlLess >= Likely ? Math.Max(_recent.OfControl, LeastHeard) : 1;

    /// <summary>Whether a side is heard of, as the buckets show that are closed.</summary>
    public bool ControlReports => _records.ControlReports;

    /// <inheritdoc cref="ControlReports"/>
    public bool TreatmentReports => _records.TreatmentReports;

    private double LogTreatmentLess => Math.Max(_units.LogTreatmentLess, _slight.LogTreatmentLess);

    private double LogControlLess => Math.Max(_units.LogControlLess, _slight.LogControlLess);

    /// <summary>Whether enough units of each side that reports at all are known to count them again.</summary>
    private bool CountsAgain => _treatment + _control > 0 && _treatment is 0 or >= LeastFirsts && _control is 0 or >= LeastFirsts;

    public void Close(TimeBucket bucket)
    {
        var (first, again, seen) = (bucket.FirstRecords, Again(bucket), bucket[GuardSignals.Seen]);
        var (treatment, control) = (first.Treatment + again.Treatment, first.Control + again.Control);
        _units.Close(treatment, control, _firsts.BothReport, ControlReports);
        _slight.Close(first.Treatment, first.Control, _firsts.BothReport, ControlReports);
        var didReport = _firsts.BothReport;
        _firsts.Close(treatment, control);

        // A side that was silent and is not any more: how much is missing beside what was not heard at all is asked anew.
        if (!didReport && _firsts.BothReport) _slight = _makeSlight();
        _recent.Add(treatment, control);
        (_treatment, _control) = (_treatment + first.Treatment, _control + first.Control);
        _records.Close(seen.Treatment, seen.Control);
        (_heardOfTreatment, _heardOfControl) = (_heardOfTreatment + seen.Treatment, _heardOfControl + seen.Control);
        Silent = SilentSide(0, 0);
        _short = Short;
    }

    public void Look(TimeBucket open)
    {
        var (first, again, seen) = (open.FirstRecords, Again(open), open[GuardSignals.Seen]);
        _units.Look(first.Treatment + again.Treatment, first.Control + again.Control, _firsts.BothReport, ControlReports);
        _slight.Look(first.Treatment, first.Control, _firsts.BothReport, ControlReports);
        Silent = SilentSide(seen.Treatment, seen.Control);
        _short = Short;
    }

    /// <summary>
    /// The side of which nothing comes, with the records of the open bucket. Where one side has few units, that it is heard of is evidence
    /// before it is many records: of a side without a single one it is never said that it reports less.
    /// </summary>
    private RolloutArm SilentSide(long treatment, long control)
    {
        var silent = _records.Silent(treatment, control, LeastSeen);
        if (silent != RolloutArm.None) return silent;
        if (_heardOfTreatment + treatment == 0 && LogTreatmentLess >= EnoughOf(RolloutArm.Treatment)) return RolloutArm.Treatment;
        return _heardOfControl + control == 0 && LogControlLess >= EnoughOf(RolloutArm.Control) ? RolloutArm.Control : RolloutArm.None;
    }

    private double EnoughOf(RolloutArm side) => _short == side ? TooLittle : Enough;

    private (long Treatment, long Control) Again(TimeBucket bucket) => CountsAgain ? bucket[GuardSignals.Again] : default;
}
