using System.Globalization;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;

namespace Dataface.Flags.Experiments.Assignment;

/// <summary>What another flag document would do to an experiment that runs: it holds its flag as it is. Pure functions.</summary>
internal static class FlagHold
{
    /// <summary>What would break the experiment, each with what it is and was; empty when nothing would.</summary>
    /// <param name="experiment">An experiment that runs.</param>
    /// <param name="before">The document in force; an empty one before the first.</param>
    /// <param name="after">The document that is to be in force.</param>
    /// <param name="environment">Where the experiment runs.</param>
    public static IReadOnlyList<string> Breaks(ExperimentDefinition experiment, FlagDocument before, FlagDocument after,
        string environment)
    {
        if (experiment.Flag is not { } key) return [];
        var (flag, next) = (before.Flags.GetValueOrDefault(key), after.Flags.GetValueOrDefault(key));
        if (next is null) return flag is null ? [] : [$"it takes the flag '{key}' away"];
        var other = FlagAssignment.Of(experiment.Design, next, after, environment);

        // A flag that is not there may come, as it was designed.
        if (flag is null) return [.. AssignmentDifferences.Of(experiment.Design, other).Select(d => d.Message.TrimEnd('.'))];
        var old = FlagAssignment.Of(experiment.Design, flag, before, environment);
        var reasons = Values(experiment.Design, flag, next).Concat(Units(flag, next)).ToList();
        if (!IsMended(experiment.Design, old, other)) reasons.AddRange(Shares(old, other).Concat(Required(experiment.Design, old, other)));
        return [.. reasons.Concat(Expiry(experiment.Design, flag, next))];
    }

    /// <summary>What was not as designed may be made so.</summary>
    private static bool IsMended(ExperimentDesign design, FlagAssignment old, FlagAssignment next) =>
        AssignmentDifferences.Of(design, old).Count > 0 && AssignmentDifferences.Of(design, next).Count == 0;

    /// <summary>The flags that it requires decide who takes part, and those that they require.</summary>
    private static IEnumerable<string> Required(ExperimentDesign design, FlagAssignment old, FlagAssignment next) =>
        from pair in old.Requires.Zip(next.Requires)
        let was = pair.First.Flag
        let now = pair.Second.Flag
        where was.Flag.Key == now.Flag.Key
        from reason in Units(was.Flag, now.Flag).Concat(Shares(was, now)).Concat(Required(design, was, now))
            .Concat(Expiry(design, was.Flag, now.Flag))
        select $"of the flag '{now.Flag.Key}' that it requires: {reason}";

    private static IEnumerable<string> Expiry(ExperimentDesign design, FlagDefinition flag, FlagDefinition next)
    {
        if (next.EffectiveExpiry < flag.EffectiveExpiry && next.EffectiveExpiry < design.End)
        {
            yield return FormattableString.Invariant($"the flag would expire on {next.EffectiveExpiry:O}, before the experiment ends");
        }
    }

    /// <summary>What decides which unit gets what.</summary>
    private static IEnumerable<string> Units(FlagDefinition flag, FlagDefinition next)
    {
        if (next.Salt != flag.Salt) yield return $"another salt, '{next.Salt}' instead of '{flag.Salt}', gives units other variants";
        if (next.BucketBy != flag.BucketBy) yield return $"another unit, '{next.BucketBy}' instead of '{flag.BucketBy}'";
        if (next.OffVariant != flag.OffVariant) yield return $"another off variant, '{next.OffVariant}' instead of '{flag.OffVariant}'";
        if (!next.Requires.SequenceEqual(flag.Requires)) yield return "other prerequisites decide who takes part";
    }

    /// <summary>What the arms are.</summary>
    private static IEnumerable<string> Values(ExperimentDesign design, FlagDefinition flag, FlagDefinition next)
    {
        foreach (var arm in design.Arms)
        {
            if (flag.Variants.FirstOrDefault(v => v.Name == arm) is not { } was) continue;
            if (next.Variants.FirstOrDefault(v => v.Name == arm) is not { } now) yield return $"there would be no variant '{arm}'";
            else if (Text(now) != Text(was)) yield return $"another value of '{arm}', {Text(now)} instead of {Text(was)}";
        }
    }

    /// <summary>How many get what.</summary>
    private static IEnumerable<string> Shares(FlagAssignment old, FlagAssignment next)
    {
        if (next.Flag.Layer != old.Flag.Layer)
        {
            yield return $"another slice of a layer ({Slice(next)} instead of {Slice(old)})";
        }

        if (!Audience(old).SequenceEqual(Audience(next), StringComparer.Ordinal))
        {
            yield return "other rules decide who takes part";
            yield break;
        }

        foreach (var reason in old.Rollouts.Zip(next.Rollouts).SelectMany(pair => Shares(pair.First, pair.Second))
            .Distinct(StringComparer.Ordinal)) yield return reason;
    }

    private static IEnumerable<string> Shares(ReachedRollout old, ReachedRollout next)
    {
        var isKnown = false;
        if (!next.Rollout.Split.SequenceEqual(old.Rollout.Split))
        {
            isKnown = true;
            yield return $"another split, {Split(next)} instead of {Split(old)}";
        }

        if (next.Rollout.MilliPercent != old.Rollout.MilliPercent)
        {
            isKnown = true;
            yield return $"another exposure, {Percent(next.Rollout.MilliPercent)} instead of {Percent(old.Rollout.MilliPercent)}";
        }

        // Whatever else makes it another rollout: it stands at its first step again, and who was in is out.
        if (!isKnown && next.Id != old.Id && (old.Steps > 1 || next.Steps > 1))
        {
            yield return "its rollout would restart at its first step, as other steps, rules or variants make it another one";
        }
    }

    /// <summary>Who comes to a rollout, and who does not.</summary>
    private static IEnumerable<string> Audience(FlagAssignment assignment) =>
        assignment.Served.Select(served => $"{served.Variant}: {served.For}")
            .Concat(assignment.Rollouts.Select(rollout => rollout.Condition));

    private static string Slice(FlagAssignment assignment) => assignment.Flag.Layer is { } slice
        ? string.Create(CultureInfo.InvariantCulture, $"{slice.FromPercent:0.###} to {slice.ToPercent:0.###} of '{slice.Name}'") : "none";

    private static string Split(ReachedRollout rollout) =>
        AssignmentDifferences.Split(rollout.Rollout.Split.Select(weight => (weight.Variant, (double)weight.Weight)));

    private static string Percent(int milliPercent) => AssignmentDifferences.Percent(milliPercent / Division.Whole);

    private static string Text(Variant variant) => variant.Value.GetRawText();
}
