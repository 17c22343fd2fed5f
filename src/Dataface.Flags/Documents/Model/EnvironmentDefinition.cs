namespace Dataface.Flags.Documents;

/// <summary>What a flag does in one environment: the rules in order, then serve or rollout, otherwise off.</summary>
public sealed record EnvironmentDefinition
{
    /// <summary>Rules; the first that matches decides.</summary>
    public IReadOnlyList<RuleDefinition> Rules { get; init; } = [];

    /// <summary>The variant for everyone whom no rule matches; null unless given.</summary>
    public string? Serve { get; init; }

    /// <summary>The rollout for everyone whom no rule matches; null unless given.</summary>
    public RolloutDefinition? Rollout { get; init; }
}

/// <summary>A named rule: exactly one of <see cref="Serve"/> and <see cref="Rollout"/> is set.</summary>
public sealed record RuleDefinition
{
    /// <summary>The rule's name, unique within the environment.</summary>
    public required string Name { get; init; }

    /// <summary>The condition under which the rule matches; null to match everyone.</summary>
    public Condition? When { get; init; }

    /// <summary>The variant that matching units get.</summary>
    public string? Serve { get; init; }

    /// <summary>The rollout that matching units take part in.</summary>
    public RolloutDefinition? Rollout { get; init; }
}
