namespace Dataface.Flags;

/// <summary>How often a flag gave a variant for a reason since the client started.</summary>
public readonly record struct EvaluationCount
{
    /// <summary>The flag's key.</summary>
    public required string Flag { get; init; }

    /// <summary>The variant's name; the off variant's where the caller's fallback was given.</summary>
    public required string Variant { get; init; }

    /// <summary>Why.</summary>
    public required EvaluationReason Reason { get; init; }

    /// <summary>How often.</summary>
    public required long Count { get; init; }
}
