namespace Dataface.Flags.Documents;

/// <summary>What a flag does in one environment: rules in order, then serve or rollout, else off.</summary>
/// <param name="Rules">Rules; the first that matches decides.</param>
/// <param name="Serve">The variant for everybody whom no rule matches; null unless given.</param>
/// <param name="Rollout">The rollout for everybody whom no rule matches; null unless given.</param>
public sealed record EnvironmentDefinition(IReadOnlyList<RuleDefinition> Rules, string? Serve, RolloutDefinition? Rollout);

/// <summary>A named rule: exactly one of <paramref name="Serve"/> and <paramref name="Rollout"/> is set.</summary>
/// <param name="Name">The rule's name, unique within the environment.</param>
/// <param name="When">Whom the rule matches; null for everybody.</param>
/// <param name="Serve">The variant that matching units get.</param>
/// <param name="Rollout">The rollout that matching units take part in.</param>
public sealed record RuleDefinition(string Name, Condition? When, string? Serve, RolloutDefinition? Rollout);
