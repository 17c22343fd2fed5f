using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Model;
using Dataface.Flags.Guard.Evidence;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>Whether treatment and control report alike, over one epoch. Not thread-safe.</summary>
internal sealed class SidesReporting
{
    /// <summary>Records that show that a side reports, or would if it did.</summary>
    public const long LeastSeen = 30;

    /// <summary>ln of the evidence that is enough to say that a side reports less: a thousand to one.</summary>
    private static readonly double Enough = Math.Log(1_000);

    private readonly ReportingTest _units;
    private readonly Presence _firsts;
    private readonly Presence _records;

    public SidesReporting(GuardDefinition guard, double treatment, double control) =>
        (_units, _firsts, _records) = (new(treatment, control, guard.Grid), new(treatment, control), new(treatment, control));

    /// <summary>ln of the evidence that is explained when treatment reports less; at least 0.</summary>
    public double ByTreatment => _units.Explained(_units.LogTreatmentLess);

    /// <summary>ln of the evidence that is explained when control reports less; at least 0.</summary>
    public double ByControl => _units.Explained(_units.LogControlLess);

    /// <summary>The side of which nothing comes.</summary>
    public RolloutArm Silent { get; private set; }

    /// <summary>The side of which nothing comes, or less than its share.</summary>
    public RolloutArm Short => Silent != RolloutArm.None ? Silent
        : _units.LogTreatmentLess >= Enough ? RolloutArm.Treatment
        : _units.LogControlLess >= Enough ? RolloutArm.Control
        : RolloutArm.None;

    /// <summary>Whether a side is heard of, as the buckets show that are closed.</summary>
    public bool ControlReports => _records.ControlReports;

    /// <inheritdoc cref="ControlReports"/>
    public bool TreatmentReports => _records.TreatmentReports;

    public void Close(TimeBucket bucket)
    {
        var (first, seen) = (bucket.FirstRecords, bucket[GuardSignals.Seen]);
        _units.Close(first.Treatment, first.Control, _firsts.BothReport, ControlReports);
        _firsts.Close(first.Treatment, first.Control);
        _records.Close(seen.Treatment, seen.Control);
        Silent = _records.Silent(0, 0, LeastSeen);
    }

    public void Look(TimeBucket open)
    {
        var (first, seen) = (open.FirstRecords, open[GuardSignals.Seen]);
        _units.Look(first.Treatment, first.Control, _firsts.BothReport, ControlReports);
        Silent = _records.Silent(seen.Treatment, seen.Control, LeastSeen);
    }
}
