namespace Dataface.Flags.Simulations.Rivals;

/// <summary>
/// A one-sided asymptotic confidence sequence for the difference of two error rates, with known assignment probabilities: Waudby-Smith,
/// Arbour,
/// Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and asymptotic confidence sequences" (Annals of Statistics 2024), the
/// one-sided boundary of its appendix, with ρ chosen to be tightest at N* units. It aborts when the whole sequence lies above zero.
/// </summary>
internal sealed class ConfidenceSequence
{
    private const double TightestAt = 5_000;

    private readonly double _alpha;
    private readonly double _rho2;
    private readonly double _treatment;
    private double _units;
    private double _sum;
    private double _squares;

    public ConfidenceSequence(double alpha, double treatment)
    {
        (_alpha, _treatment) = (alpha, treatment);
        var two = -2 * Math.Log(2 * alpha);
        _rho2 = (two + Math.Log(two) + 1) / TightestAt;
    }

    /// <summary>Takes one bucket in; true when it aborts.</summary>
    public bool Take(double units, long treatmentErrors, long controlErrors)
    {
        var (t, c) = (1 / _treatment, -1 / (1 - _treatment));
        _units += units;
        _sum += (treatmentErrors * t) + (controlErrors * c);
        _squares += (treatmentErrors * t * t) + (controlErrors * c * c);
        var mean = _sum / _units;
        var deviation = Math.Sqrt(Math.Max((_squares / _units) - (mean * mean), 0));
        var spread = (_units * _rho2) + 1;
        var width = deviation * Math.Sqrt(2 * spread / (_units * _units * _rho2) * Math.Log(1 + (Math.Sqrt(spread) / (2 * _alpha))));
        return treatmentErrors > 0 && mean - width > 0;
    }
}
