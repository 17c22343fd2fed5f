namespace Dataface.Flags.State;

/// <summary>
/// Keeps what has happened since the definitions were written: kills and restores, per environment, with their audit trail. Kept apart from
/// definitions, so that a kill never edits one and a redeploy never revives a killed flag. A store of your own holds a
/// <see cref="FlagState"/> for each environment, refuses what <see cref="FlagState.RefusalOf"/> refuses, and then moves to
/// <see cref="FlagState.After"/>. Thread-safe.
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
    /// Records a change and returns its position and how far it got. Idempotent by <see cref="StateChange.Id"/>. Throws when it could not
    /// be recorded.
    /// </summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Cancels the wait, not what has been written.</param>
    /// <exception cref="RefusalException">
    /// <see cref="FlagState.RefusalOf"/> refuses it, or its id is that of a different change that was recorded
    /// (<see cref="RefusalKind.NotPossible"/>). Nothing was recorded.
    /// </exception>
    ValueTask<RecordedChange> ApplyAsync(StateChange change, CancellationToken cancellationToken);

    /// <summary>Until the result is disposed, calls <paramref name="changed"/> whenever the state may have changed.</summary>
    /// <param name="changed">Gets what the store knows of the change. Must return quickly and never throw.</param>
    IDisposable OnChange(Action<StateNews> changed);

    /// <summary>The audit trail of all environments, oldest first.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    IAsyncEnumerable<AuditRecord> ReadAuditAsync(CancellationToken cancellationToken);
}
