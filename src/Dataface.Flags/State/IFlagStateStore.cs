namespace Dataface.Flags.State;

/// <summary>
/// Keeps what has happened since the definitions were written: kills and restores, per environment, with their audit trail.
/// Kept apart from definitions, so that a kill never edits one and a redeploy never revives a killed flag. Thread-safe.
/// </summary>
public interface IFlagStateStore
{
    /// <summary>The store's name; appears in explanations, logs and metrics.</summary>
    string Name { get; }

    /// <summary>The state in force. Throws when the store cannot be read.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    ValueTask<FlagState> LoadAsync(string environment, CancellationToken cancellationToken);

    /// <summary>
    /// Records a change and says how far it got: <see cref="StateReach.Durable"/> once it survives a restart of the store,
    /// <see cref="StateReach.Fleet"/> once the store has announced it. Idempotent by <see cref="StateChange.Id"/>. Throws when it could not be recorded.
    /// </summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Cancels waiting, not what has been written.</param>
    ValueTask<StateReach> ApplyAsync(StateChange change, CancellationToken cancellationToken);

    /// <summary>Calls <paramref name="changed"/> whenever the state may have changed until the result is disposed.</summary>
    /// <param name="changed">Returns quickly and never throws.</param>
    IDisposable OnChange(Action changed);

    /// <summary>The audit trail of all environments, oldest first.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    IAsyncEnumerable<AuditRecord> ReadAuditAsync(CancellationToken cancellationToken);
}
