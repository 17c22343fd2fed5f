namespace Dataface.Flags.Guard.Evidence;

/// <summary>
/// Whether a side is heard of, by how many of it were to be expected beside those of the other since it was heard of last. Both are
/// believed to be there until so many are missed. Follows closed buckets only, so that no bucket decides whether it counts itself.
/// Not thread-safe.
/// </summary>
/// <param name="treatment">The assigned share of treatment, above 0.</param>
/// <param name="control">The assigned share of control, above 0.</param>
internal sealed class Presence(double treatment, double control)
{
    /// <summary>So many expected and none come: by chance once in 20,000 times.</summary>
    private const double Missed = 10;

    private readonly double _odds = treatment / control;
    private long _treatmentSinceControl;
    private long _controlSinceTreatment;

    /// <summary>Whether treatment has been heard of lately.</summary>
    public bool TreatmentReports => MissedTreatment(_controlSinceTreatment) < Missed;

    /// <summary>Whether control has been heard of lately.</summary>
    public bool ControlReports => MissedControl(_treatmentSinceControl) < Missed;

    public bool BothReport => TreatmentReports && ControlReports;

    public void Close(long treated, long others) =>
        (_treatmentSinceControl, _controlSinceTreatment) =
            (Since(_treatmentSinceControl, treated, others), Since(_controlSinceTreatment, others, treated));

    /// <summary>The side of which nothing has come for so long that chance does not explain it, the open bucket included.</summary>
    /// <param name="treated">What has come of treatment in the open bucket.</param>
    /// <param name="others">What has come of control in it.</param>
    /// <param name="least">How many must have come of the other side, and how many of this one must have been expected.</param>
    public RolloutArm Silent(long treated, long others, long least)
    {
        var (byTreatment, byControl) = (Since(_treatmentSinceControl, treated, others), Since(_controlSinceTreatment, others, treated));
        if (byControl >= least && MissedTreatment(byControl) >= least) return RolloutArm.Treatment;
        return byTreatment >= least && MissedControl(byTreatment) >= least ? RolloutArm.Control : RolloutArm.None;
    }

    private static long Since(long before, long here, long other) => other > 0 ? 0 : before + here;

    private double MissedTreatment(long others) => others * _odds;

    private double MissedControl(long treated) => treated / _odds;
}
