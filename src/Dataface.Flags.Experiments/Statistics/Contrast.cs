namespace Dataface.Flags.Experiments.Statistics;

/// <summary>
/// μT − slope·μC − offset, against zero. A boundary is always put like this: "5 % more than control" is μT − 1.05·μC against 0, which is
/// defined and has a variance whatever control is, also zero, where a quotient has neither.
/// </summary>
/// <param name="Slope">1 for an absolute boundary, 1 + δ for a relative one.</param>
/// <param name="Offset">The absolute boundary, 0 for a relative one.</param>
internal readonly record struct Contrast(double Slope, double Offset)
{
    /// <summary>No difference at all, on either scale.</summary>
    public static Contrast Zero { get; } = new(1, 0);

    public static Contrast At(double boundary, EffectScale scale) =>
        scale == EffectScale.Absolute ? new(1, boundary) : new(1 + boundary, 0);

    public double Of(double control, double treatment) => treatment - (Slope * control) - Offset;
}
