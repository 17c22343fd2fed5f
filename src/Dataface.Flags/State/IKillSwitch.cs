namespace Dataface.Flags.State;

/// <summary>
/// Switches flags off in one environment, at once, until they are restored. It is only extended by new properties of requests and results,
/// and by members that are built on these, so that an implementation of your own stays complete. Thread-safe.
/// </summary>
public interface IKillSwitch
{
    /// <summary>The kills in force from every source: state store, kill file and configuration.</summary>
    IReadOnlyCollection<Kill> Kills { get; }

    /// <summary>Whether any source kills a flag, by its key or by a kill of every flag. Never throws.</summary>
    /// <param name="flag">The flag's key.</param>
    bool IsKilled(string flag) => Kills.Any(kill => kill.Flag == flag || kill.Flag == KillRegister.Everything);

    /// <summary>
    /// Kills a flag. In force in this process before the returned task is first awaited; the result says how far it got. Never throws
    /// because a store is down: the reach is then <see cref="StateReach.Local"/> and delivery is retried until it succeeds.
    /// </summary>
    /// <param name="request">What, who and why. A key that no document defines is killed too, in case one defines it later.</param>
    /// <param name="cancellationToken">Cancels waiting for the store, not the kill.</param>
    /// <exception cref="ArgumentException">
    /// The text is not a valid flag key, so nothing would be killed; or who or why is missing.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The client is disposed: the flag is not killed.</exception>
    ValueTask<ChangeResult> KillAsync(FlagChangeRequest request, CancellationToken cancellationToken = default);

    /// <summary>Ends the kill in the state store. A kill by kill file or configuration stays in force and is named in the result.</summary>
    /// <param name="request">What, who and why.</param>
    /// <param name="cancellationToken">Cancels waiting for the store.</param>
    /// <exception cref="ArgumentException">The text is not a valid flag key; or who or why is missing.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed: the kill stays.</exception>
    ValueTask<ChangeResult> RestoreAsync(FlagChangeRequest request, CancellationToken cancellationToken = default);
}
