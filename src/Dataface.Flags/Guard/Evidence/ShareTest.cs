namespace Dataface.Flags.Guard.Evidence;

/// <summary>
/// Whether more of the erring units are in treatment than its assigned share explains. Each alternative g says that a treatment unit errs
/// g times as often as is tolerated: of the erring units, θ(g) = g·r0·wT / (g·r0·wT + wC) are then in treatment, and θ0 = θ(1) if it does
/// no harm. The evidence of xT treatment and xC control units is ℓ(g) = xT·ln(θ(g)/θ0) + xC·ln((1−θ(g))/(1−θ0)). Immutable; thread-safe.
/// </summary>
internal sealed class ShareTest
{
    private readonly double[] _treatment;
    private readonly double[] _control;

    private ShareTest(double[] treatment, double[] control) => (_treatment, _control) = (treatment, control);

    /// <summary>The number of alternatives.</summary>
    public int Alternatives => _treatment.Length;

    /// <summary>Tests against harm.</summary>
    /// <param name="treatment">The assigned share of treatment, above 0.</param>
    /// <param name="control">The assigned share of control, above 0; the two need not add up to 1.</param>
    /// <param name="tolerated">The ratio of error rates that is still tolerated, r0, above 0.</param>
    /// <param name="grid">The alternatives g, each above 1.</param>
    public static ShareTest OfHarm(double treatment, double control, double tolerated, ReadOnlySpan<double> grid) =>
        Make(treatment, control, tolerated, tolerated, grid);

    /// <summary>Tests whether treatment is proved to err less than a ratio times as often as control, for a ramp to go on.</summary>
    /// <param name="treatment">The assigned share of treatment, above 0.</param>
    /// <param name="control">The assigned share of control, above 0.</param>
    /// <param name="ratio">The ratio that is to be ruled out, above 1, as a multiple of the tolerated one.</param>
    /// <param name="tolerated">The ratio that is tolerated, r0.</param>
    public static ShareTest OfNoHarm(double treatment, double control, double ratio, double tolerated) =>
        Make(treatment, control, ratio * tolerated, tolerated, HarmGrid.HarmlessBelow(ratio));

    /// <summary>
    /// The evidence that a newly erring unit brings on average, for the alternative that is best at it, if treatment errs as often
    /// as control.
    /// </summary>
    /// <param name="treatment">The share of treatment among the units of both sides.</param>
    public double Expected(double treatment)
    {
        var best = double.NegativeInfinity;
        for (var g = 0; g < _treatment.Length; g++) best = Math.Max(best, (treatment * _treatment[g]) + ((1 - treatment) * _control[g]));
        return best;
    }

    /// <summary>Writes the evidence of newly erring units, ℓ(g), for each alternative.</summary>
    public void Evidence(long treatment, long control, Span<double> result)
    {
        for (var g = 0; g < _treatment.Length; g++) result[g] = (treatment * _treatment[g]) + (control * _control[g]);
    }

    private static ShareTest Make(double wT, double wC, double ratio0, double scale, ReadOnlySpan<double> grid)
    {
        var (treatment, control) = (new double[grid.Length], new double[grid.Length]);
        var theta0 = Theta(ratio0);
        for (var g = 0; g < grid.Length; g++)
        {
            var theta = Theta(grid[g] * scale);
            (treatment[g], control[g]) = (Math.Log(theta / theta0), Math.Log((1 - theta) / (1 - theta0)));
        }

        return new(treatment, control);

        double Theta(double ratio) => ratio * wT / ((ratio * wT) + wC);
    }
}
