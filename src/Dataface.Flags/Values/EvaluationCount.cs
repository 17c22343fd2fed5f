namespace Dataface.Flags;

/// <summary>How often a flag gave a variant for a reason since the client started.</summary>
/// <param name="Flag">The flag's key.</param>
/// <param name="Variant">The variant's name; the off variant's where the caller's fallback was given.</param>
/// <param name="Reason">Why.</param>
/// <param name="Count">How often.</param>
public readonly record struct EvaluationCount(string Flag, string Variant, EvaluationReason Reason, long Count);
