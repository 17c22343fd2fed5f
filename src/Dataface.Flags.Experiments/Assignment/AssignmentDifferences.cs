using System.Globalization;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Assignment;

/// <summary>Holds what a design says of its units against what its flag does with them. A pure function.</summary>
internal static class AssignmentDifferences
{
    /// <summary>A share may be rounded; a split that is off by more reads as a sample-ratio mismatch sooner or later.</summary>
    private const double ExposureTolerance = 0.01;
    private const double SplitTolerance = 0.001;

    /// <summary>Everything that differs; empty when the flag does what the design says.</summary>
    /// <param name="design">The design; its arms are variants of the flag.</param>
    /// <param name="assignment">What the flag does with the design's audience.</param>
    public static IReadOnlyList<AssignmentDifference> Of(ExperimentDesign design, FlagAssignment assignment)
    {
        var key = assignment.Flag.Key;
        if (!assignment.IsKnown)
        {
            return
            [
                new(ExperimentProblemCode.NothingToCompare, "flag",
                    $"The flag '{key}' has no entry for '{assignment.Environment}', so that it is off there for everybody.",
                    $"Give it a rollout in '{assignment.Environment}', or name the environment of the experiment."),
            ];
        }

        if (assignment.Rollouts.Count == 0)
        {
            return
            [
                new(ExperimentProblemCode.NothingToCompare, "flag",
                    $"The flag '{key}' has no rollout for the audience in '{assignment.Environment}': one variant is served to all of it.",
                    $"Add a rollout whose split names {Names(design.Arms)}."),
            ];
        }

        if (assignment.Reach(null) <= 0)
        {
            return
            [
                new(ExperimentProblemCode.NothingToCompare, "flag",
                    $"Nobody gets what the flag '{key}' requires of {Names(assignment.Flag.Requires.Select(r => r.Flag))} in "
                    + $"'{assignment.Environment}', so that it is off there for everybody.",
                    "Have these flags serve what is required of them, or take the requirement out."),
            ];
        }

        return [.. assignment.Rollouts.SelectMany(rollout => Of(design, assignment, rollout)).DistinctBy(d => d.Message)];
    }

    /// <summary>A split as documents write it.</summary>
    public static string Split(IEnumerable<(string Variant, double Weight)> split) =>
        $"{{ {string.Join(", ", split.Select(Weight))} }}";

    private static string Weight((string Variant, double Weight) part) =>
        string.Create(CultureInfo.InvariantCulture, $"{part.Variant}: {part.Weight:0.######}");

    /// <summary>A share of all units as documents write it.</summary>
    public static string Percent(double share) => (share * 100).ToString("0.#####", CultureInfo.InvariantCulture) + " %";

    private static IEnumerable<AssignmentDifference> Of(ExperimentDesign design, FlagAssignment assignment, ReachedRollout rollout)
    {
        var (arms, weights, shares) = (design.Arms, design.Weights, rollout.Divide(design.Arms, rollout.Ceiling));
        var (key, of, total) = (assignment.Flag.Key, rollout.Rule is { } rule ? $" in its rule '{rule.Name}'" : "", shares.Sum());
        if (arms.Where((_, i) => shares[i] <= 0).ToList() is [_, ..] empty)
        {
            yield return new(
                ExperimentProblemCode.SplitDiffers, "design.split",
                    $"The flag '{key}' gives nobody {Names(empty)}{of}, so that there is nothing to compare.",
                $"Write {Split(arms.Zip(weights))} as the flag's split, or correct the arms.");
            yield break;
        }

        if (!rollout.HasControl && arms.Contains(assignment.Flag.OffVariant) && rollout.Steps > 1)
        {
            yield return new(
                ExperimentProblemCode.SplitDiffers, "design.split",
                $"The flag '{key}' has no '{assignment.Flag.OffVariant}' in its split{of}: control are all who are outside of the "
                + "rollout, and each step of its ramp divides units again.",
                $"Write {Split(arms.Zip(weights))} as the flag's split, which keeps the arms' shares while it grows.");
            yield break;
        }

        var whole = weights.Sum();
        if (arms.Where((_, i) => Math.Abs((shares[i] / total) - (weights[i] / whole)) > SplitTolerance * weights[i] / whole).Any())
        {
            yield return new(
                ExperimentProblemCode.SplitDiffers, "design.split",
                $"The design divides units as {Split(arms.Zip(weights))}, and the flag '{key}'{of} as "
                + $"{Split(arms.Zip(shares.Select(share => 100 * share / total)))}: that reads as a sample-ratio mismatch.",
                "Write one split into both.");
        }

        var exposure = assignment.Reach(null) * total;
        if (Math.Abs(exposure - design.Exposure) > ExposureTolerance * exposure)
        {
            yield return new(
                ExperimentProblemCode.ExposureDiffers, "design.exposure",
                $"The design exposes {Percent(design.Exposure)} of the audience, and the flag '{key}'{of} "
                + $"{Percent(exposure)}{Parts(assignment, rollout, total)}.",
                $"Write 'exposure: {Percent(exposure)}', or have the flag expose as much.");
        }
    }

    /// <summary>Where a share comes from, if that is not plain.</summary>
    private static string Parts(FlagAssignment assignment, ReachedRollout rollout, double total)
    {
        var (layer, reach) = (Division.Layer(assignment.Flag), assignment.Reach(null));
        var parts = new List<string>();
        if (assignment.Flag.Layer is { } slice) parts.Add($"{Percent(layer)} of the layer '{slice.Name}'");
        if (reach < layer)
        {
            parts.Add($"{Percent(reach / layer)} get what it requires of {Names(assignment.Flag.Requires.Select(r => r.Flag))}");
        }

        return parts.Count > 0 ? $" ({string.Join(", ", parts)}, and of these {Percent(total)})"
            : rollout.HasControl ? "" : $" ('{assignment.Flag.OffVariant}' goes to all who are outside of the rollout)";
    }

    private static string Names(IEnumerable<string> names) => string.Join(" and ", names.Select(name => $"'{name}'"));
}
