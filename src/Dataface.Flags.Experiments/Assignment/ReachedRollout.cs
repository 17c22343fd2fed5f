using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;
using Dataface.Flags.State;

namespace Dataface.Flags.Experiments.Assignment;

/// <summary>A rollout that some of an experiment's audience come to. Immutable; thread-safe.</summary>
/// <param name="Flag">The flag.</param>
/// <param name="Entry">What the flag does in the environment.</param>
/// <param name="Environment">The environment.</param>
/// <param name="Rule">The rule that it belongs to; null for the environment's own.</param>
/// <param name="Rollout">The rollout.</param>
/// <param name="Condition">Whom the rule matches, with what its segments mean, as text to compare.</param>
internal sealed record ReachedRollout(
    FlagDefinition Flag, EnvironmentDefinition Entry, string Environment, RuleDefinition? Rule, RolloutDefinition Rollout, string Condition)
{
    /// <summary>Whether the split gives control units of its own; otherwise control are all who are outside of the rollout.</summary>
    public bool HasControl => Division.HasControl(Flag, Rollout);

    /// <summary>The share that it comes to in the end, in thousandths of a percent.</summary>
    public int Ceiling => ShareAt(int.MaxValue);

    /// <summary>How many different shares it passes through.</summary>
    public int Steps => Rollout.Ramp is { } ramp ? ramp.StepsMilliPercent.Select((_, stage) => ShareAt(stage)).Distinct().Count() : 1;

    /// <summary>What evaluations call it before a restore; changes with whatever makes it another rollout, which begins anew.</summary>
    public string Id => $"{Flag.Key}/{Environment}/{Rule?.Name ?? "*"}/{new RolloutFingerprint().Of(Flag, Entry, Rollout)}";

    /// <summary>The share at a step of its ramp, in thousandths of a percent.</summary>
    public int ShareAt(int stage) => Rollout.Ramp is not { StepsMilliPercent: { Count: > 0 } steps } ? Rollout.MilliPercent
        : Math.Min(steps[Math.Clamp(stage, 0, steps.Count - 1)], Rollout.MilliPercent);

    /// <summary>The share of the eligible units that gets a variant, 0 to 1.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="state">Where its ramp stands; null for where it ends.</param>
    public double ShareOf(string variant, FlagState? state) =>
        Divide([variant], state is null ? Ceiling : ShareAt(StandsAt(state).Stage))[0];

    /// <summary>The step that it stands at, from 0, and since when; null since the beginning.</summary>
    public (int Stage, DateTimeOffset? Since) StandsAt(FlagState state)
    {
        var restores = state.Restores.GetValueOrDefault(Flag.Key);
        var ramp = state.Ramps.GetValueOrDefault(restores == 0 ? Id : $"{Id}~{restores}");
        return (Math.Clamp(ramp?.Stage ?? 0, 0, Math.Max((Rollout.Ramp?.StepsMilliPercent.Count ?? 1) - 1, 0)), ramp?.Since);
    }

    /// <summary>
    /// The share of the eligible units that gets each of some variants, 0 to 1, while it exposes so many thousandths of a percent.
    /// </summary>
    public double[] Divide(IReadOnlyList<string> variants, int milliPercent) => Division.Of(Flag, Rollout, variants, milliPercent);
}
