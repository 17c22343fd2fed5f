using Dataface.Flags.Documents;

namespace Dataface.Flags.Experiments.Assignment;

/// <summary>The shares that a flag gives its variants. Pure functions.</summary>
internal static class Division
{
    /// <summary>Everybody, in thousandths of a percent.</summary>
    public const double Whole = 100_000;

    /// <summary>The share of all units that the flag's slice of its layer holds, 0 to 1; 1 without a layer.</summary>
    public static double Layer(FlagDefinition flag) =>
        flag.Layer is { } slice ? (slice.ToMilliPercent - slice.FromMilliPercent) / Whole : 1;

    /// <summary>Whether a split gives control units of its own; otherwise control are all who are outside of the rollout.</summary>
    public static bool HasControl(FlagDefinition flag, RolloutDefinition rollout) =>
        rollout.Split.Any(weight => weight.Variant == flag.OffVariant && weight.Weight > 0);

    /// <summary>
    /// The share of the eligible units that gets each of some variants, 0 to 1, while a rollout exposes so many thousandths of a percent.
    /// </summary>
    public static double[] Of(FlagDefinition flag, RolloutDefinition rollout, IReadOnlyList<string> variants, int milliPercent)
    {
        var (share, total) = (milliPercent / Whole, (double)rollout.Split.Sum(weight => (long)weight.Weight));
        return
        [
            .. variants.Select(variant => variant == flag.OffVariant && !HasControl(flag, rollout) ? 1 - share
                : total == 0 ? 0 : share * rollout.Split.Where(weight => weight.Variant == variant).Sum(weight => weight.Weight) / total),
        ];
    }
}
