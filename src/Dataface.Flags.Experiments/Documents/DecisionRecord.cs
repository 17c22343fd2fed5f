namespace Dataface.Flags.Experiments.Documents;

/// <summary>What was decided, and why. Immutable; thread-safe.</summary>
public sealed record DecisionRecord
{
    /// <summary>Ship, iterate or kill.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The UTC day.</summary>
    public required DateOnly On { get; init; }

    /// <summary>Who decided.</summary>
    public required string By { get; init; }

    /// <summary>Where the results that it rests on can be read, such as a file of the repository; null when not stated, which the
    /// policy refuses.</summary>
    public string? Readout { get; init; }

    /// <summary>Why, in a sentence or two.</summary>
    public required string Rationale { get; init; }

    /// <summary>Why it is another one than was recommended; null when it is what was recommended.</summary>
    public DecisionOverride? Override { get; init; }
}

/// <summary>Why a decision is another one than was recommended. Immutable; thread-safe.</summary>
public sealed record DecisionOverride
{
    /// <summary>What was recommended; null for to wait.</summary>
    public Verdict? Recommended { get; init; }

    /// <summary>Why that was not followed.</summary>
    public required string Reason { get; init; }
}

/// <summary>How an experiment ends.</summary>
public enum Verdict
{
    /// <summary>Everybody gets it, and the flag goes.</summary>
    Ship,

    /// <summary>It is changed and tried again, as another experiment.</summary>
    Iterate,

    /// <summary>Nobody gets it, and flag and code go.</summary>
    Kill,
}
