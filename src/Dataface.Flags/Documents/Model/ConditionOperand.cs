namespace Dataface.Flags.Documents;

/// <summary>What an operator tests against: exactly one member is set, depending on the operator and the JSON type.</summary>
public sealed record ConditionOperand
{
    /// <summary>Strings, for In, NotIn, Equals (one), StartsWith, EndsWith, Contains, Matches and Semver (one each).</summary>
    public IReadOnlyList<string>? Strings { get; init; }

    /// <summary>Numbers, for In, NotIn, Equals and the four comparisons (one each).</summary>
    public IReadOnlyList<DocumentNumber>? Numbers { get; init; }

    /// <summary>Truth values, for In, NotIn and Equals (one).</summary>
    public IReadOnlyList<bool>? Booleans { get; init; }

    /// <summary>Present (true) or absent (false), for Exists.</summary>
    public bool? Boolean { get; init; }

    /// <summary>A point in time, for Before and After.</summary>
    public DateTimeOffset? Instant { get; init; }
}
