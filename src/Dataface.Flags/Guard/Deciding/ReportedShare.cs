namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// How much of its share a side reports of late, beside the other side: for people, since no decision rests on it. What is long past
/// counts less and less. Not thread-safe.
/// </summary>
/// <param name="treatment">The assigned share of treatment, above 0.</param>
/// <param name="control">The assigned share of control, above 0.</param>
internal sealed class ReportedShare(double treatment, double control)
{
    /// <summary>From so many units on the older ones count half.</summary>
    private const double Most = 8_192;

    private double _treatment;
    private double _control;

    /// <summary>Of treatment's units, from 0 to 1.</summary>
    public double OfTreatment => Ratio(_treatment / treatment, _control / control);

    /// <summary>Of control's units, from 0 to 1.</summary>
    public double OfControl => Ratio(_control / control, _treatment / treatment);

    public void Add(long treated, long others)
    {
        (_treatment, _control) = (_treatment + treated, _control + others);
        if (_treatment + _control > Most) (_treatment, _control) = (_treatment / 2, _control / 2);
    }

    private static double Ratio(double here, double there) => there <= 0 ? 1 : Math.Min(here / there, 1);
}
