namespace Dataface.Flags.State;

/// <summary>What the library's definition stores ask of the state store that they work with. Thread-safe.</summary>
internal interface IDocumentTrail : IFlagStateStore
{
    /// <summary>The document in force, or null.</summary>
    ValueTask<DocumentRevision?> LoadDocumentAsync(CancellationToken cancellationToken);

    /// <summary>As <see cref="IFlagStateStore.ApplyAsync"/>, with the record; null when the change had been recorded before.</summary>
    ValueTask<(AuditRecord? Record, StateReach Reach)> RecordAsync(StateChange change, CancellationToken cancellationToken);
}
