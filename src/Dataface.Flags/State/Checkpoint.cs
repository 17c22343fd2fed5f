namespace Dataface.Flags.State;

/// <summary>Where everything stood before a checkpoint's record.</summary>
/// <param name="State">What is in force; its position and head are those of the record.</param>
/// <param name="Changes">The ids of the last changes, oldest first.</param>
internal sealed record Checkpoint(LedgerState State, IReadOnlyList<Guid> Changes);
