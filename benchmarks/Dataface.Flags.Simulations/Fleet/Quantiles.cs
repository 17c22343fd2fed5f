namespace Dataface.Flags.Simulations.Fleet;

/// <summary>Milliseconds, by nearest rank.</summary>
internal sealed class Quantiles
{
    private readonly double[] _sorted;

    public Quantiles(IEnumerable<double> milliseconds) => _sorted = [.. milliseconds.Order()];

    public double Of(double share) =>
        _sorted.Length == 0 ? double.NaN : _sorted[Math.Clamp((int)Math.Ceiling(share * _sorted.Length) - 1, 0, _sorted.Length - 1)];

    public double Max => Of(1);
}
