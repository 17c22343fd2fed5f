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

    /// <summary>
    /// Where the results behind it can be read, such as a file of the repository; null when not stated, which the policy refuses.
    /// </summary>
    public string? Readout { get; init; }

    /// <summary>Why, in a sentence or two.</summary>
    public required string Rationale { get; init; }

    /// <summary>
    /// What was recommended when it was decided; null where that was not kept, as in documents. It stays what is shown, whatever data,
    /// clock and flag would say later.
    /// </summary>
    public DecisionAdvice? Recommended { get; init; }

    /// <summary>Why it differs from the recommendation; null when it does not.</summary>
    public DecisionOverride? Override { get; init; }
}

/// <summary>Why a decision differs from the recommendation. Immutable; thread-safe.</summary>
public sealed record DecisionOverride
{
    /// <summary>What was recommended; null for waiting.</summary>
    public Verdict? Recommended { get; init; }

    /// <summary>Why that was not followed.</summary>
    public required string Reason { get; init; }
}

/// <summary>What was recommended when an experiment was decided. Immutable; thread-safe.</summary>
public sealed record DecisionAdvice
{
    /// <summary>What was recommended; null for waiting.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Why, in one word: the name of one of the recommendation's reasons, such as <c>NoEffect</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The sentence that a product owner read.</summary>
    public required string Sentence { get; init; }
}

/// <summary>How an experiment ends.</summary>
public enum Verdict
{
    /// <summary>Everyone gets it, and the flag is removed.</summary>
    Ship,

    /// <summary>It is changed and tried again, as another experiment.</summary>
    Iterate,

    /// <summary>No one gets it, and the flag and its code are removed.</summary>
    Kill,
}
