namespace Dataface.Flags.Documents;

/// <summary>What an operator tests against: exactly one member is set, by the operator and the JSON type.</summary>
public sealed record ConditionOperand
{
    /// <summary>Strings, for In, NotIn, Equals (one), StartsWith, EndsWith, Contains, Matches and Semver (one each).</summary>
    public IReadOnlyList<string>? Strings { get; init; }

    /// <summary>Finite numbers, for In, NotIn, Equals and the four comparisons (one each).</summary>
    public IReadOnlyList<double>? Numbers { get; init; }

    /// <summary>A truth value, for Equals and Exists; In and NotIn over booleans are written as Equals.</summary>
    public bool? Boolean { get; init; }

    /// <summary>A point in time, for Before and After.</summary>
    public DateTimeOffset? Instant { get; init; }
}
