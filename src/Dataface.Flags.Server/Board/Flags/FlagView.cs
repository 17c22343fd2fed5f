using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Guard;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Board.Flags;

/// <summary>A flag in one environment, as people see it. Immutable.</summary>
internal sealed record FlagView
{
    public required FlagDefinition Definition { get; init; }

    public required FlagStanding Standing { get; init; }

    /// <summary>The kill in force, or null.</summary>
    public Kill? Kill { get; init; }

    /// <summary>Its rollouts; the environment's own last.</summary>
    public required IReadOnlyList<RolloutView> Rollouts { get; init; }

    /// <summary>How its guarded rollouts stand; none while it is killed or expired.</summary>
    public required IReadOnlyList<GuardStatus> Guards { get; init; }

    /// <summary>Days until it is off for good; 0 or less when it is.</summary>
    public required int DaysLeft { get; init; }

    public string Key => Definition.Key;

    /// <summary>Whether it was a guard that killed it; through a server, a guard is named with its key.</summary>
    public bool IsAborted => Kill is { } kill && FlagCourses.IsGuard(kill.By);
}

/// <summary>What a flag does, in one word.</summary>
internal enum FlagStanding
{
    /// <summary>Off for everybody, as it is defined.</summary>
    Off,

    /// <summary>On for some.</summary>
    Partly,

    /// <summary>On for everybody whom no rule matches.</summary>
    On,

    /// <summary>Off since its life is over.</summary>
    Expired,

    /// <summary>Off since somebody has killed it.</summary>
    Killed,
}

/// <summary>A rollout as it stands.</summary>
/// <param name="Rule">The rule that it belongs to; null for the environment's own.</param>
/// <param name="MilliPercent">The share that is exposed.</param>
/// <param name="Ceiling">The share that it may come to.</param>
/// <param name="Stage">The ramp's step, from 0.</param>
/// <param name="Steps">The ramp's steps; none without a ramp.</param>
/// <param name="Ramp">What state knows of it, or null.</param>
/// <param name="Shares">
/// The share of users that gets each variant, 0 to 1: those in its slice of a layer who get what it requires × rollout × split; of a rule,
/// of those whom it matches.
/// </param>
internal sealed record RolloutView(
    string? Rule, int MilliPercent, int Ceiling, int Stage, IReadOnlyList<int> Steps, RampState? Ramp, IReadOnlyList<VariantShare> Shares)
{
    /// <summary>The share of users that gets another variant than off.</summary>
    public double Treated => Shares.Where(share => !share.IsOff).Sum(share => share.Share);
}

/// <summary>The share of users that gets a variant.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="IsOff">Whether it is the off variant.</param>
/// <param name="Share">0 to 1.</param>
internal sealed record VariantShare(string Variant, bool IsOff, double Share);
