namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// Control and one treatment among units that came together: those of one day of first exposure, or of days with like shares.
/// </summary>
/// <param name="Control">The units without the change.</param>
/// <param name="Treatment">The units with it.</param>
internal readonly record struct Stratum(SampleStatistics Control, SampleStatistics Treatment)
{
    /// <summary>The treatment's share of the units; of no units a half.</summary>
    public double Share => Units > 0 ? Treatment.Units / Units : 0.5;

    /// <summary>
    /// What a comparison within it is worth: nC·nT/(nC+nT), the weight of Mantel and Haenszel (1959). 0 where a side has nobody.
    /// </summary>
    public double Weight => Units > 0 ? Control.Units * (Treatment.Units / Units) : 0;

    private double Units => (double)Control.Units + Treatment.Units;

    public static Stratum operator +(in Stratum left, in Stratum right) =>
        new(left.Control + right.Control, left.Treatment + right.Treatment);
}
