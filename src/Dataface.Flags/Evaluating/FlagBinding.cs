namespace Dataface.Flags.Evaluating;

/// <summary>What a typed handle found in one snapshot.</summary>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="Flag">The flag, or null when there is none.</param>
/// <param name="Values">The variants' values by index, or null when they are not of the handle's type.</param>
internal sealed record FlagBinding<T>(FlagSnapshot Snapshot, CompiledFlag? Flag, T[]? Values);
