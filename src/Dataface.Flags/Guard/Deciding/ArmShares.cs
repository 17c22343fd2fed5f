using Dataface.Flags.Documents;

namespace Dataface.Flags.Guard.Deciding;

/// <summary>
/// The assigned shares of a rollout at one stage, of all eligible units. Control is every unit that gets the off variant, exposed or not.
/// </summary>
/// <param name="Treatments">Name and share of each treatment, in ordinal order of names; those of weight 0 have share 0.</param>
/// <param name="Control">The share of control.</param>
internal sealed record ArmShares(IReadOnlyList<(string Variant, double Share)> Treatments, double Control)
{
    /// <param name="milliPercent">The exposed share, in thousandths of a percent.</param>
    /// <param name="split">How the exposed units are divided.</param>
    /// <param name="off">The off variant.</param>
    public static ArmShares Of(int milliPercent, IReadOnlyList<SplitWeight> split, string off)
    {
        var exposed = milliPercent / 100_000.0;
        var total = (double)split.Sum(s => (long)s.Weight);
        return new(
            [.. split.Where(s => s.Variant != off).Select(s => (s.Variant, exposed * s.Weight / total))],
            1 - exposed + (exposed * split.Where(s => s.Variant == off).Sum(s => s.Weight) / total));
    }
}
