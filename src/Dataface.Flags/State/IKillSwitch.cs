namespace Dataface.Flags.State;

/// <summary>Switches flags off in one environment, at once, until they are restored. Thread-safe.</summary>
public interface IKillSwitch
{
    /// <summary>The kills in force from every source: state store, kill file and configuration.</summary>
    IReadOnlyCollection<Kill> Kills { get; }

    /// <summary>
    /// Kills a flag. In force in this process before the returned task is first awaited; the task says how far it got.
    /// Never throws because a store is down: the reach is then <see cref="StateReach.Local"/> and delivery is retried until it succeeds.
    /// </summary>
    /// <param name="flag">The flag's key, or <c>*</c> for every flag. A key that no document defines is killed too, for when one
    /// does.</param>
    /// <param name="by">Who kills it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Cancels waiting for the store, not the kill.</param>
    /// <exception cref="ArgumentException">The text can be no flag's key, so that nothing would be killed; or who or why is
    /// missing.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed: the flag is not killed.</exception>
    ValueTask<KillSwitchResult> KillAsync(string flag, string by, string reason, CancellationToken cancellationToken = default);

    /// <summary>Ends the kill in the state store. A kill by kill file or configuration stays in force and is named in the result.</summary>
    /// <param name="flag">The flag's key.</param>
    /// <param name="by">Who restores it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Cancels waiting for the store.</param>
    /// <exception cref="ArgumentException">The text can be no flag's key; or who or why is missing.</exception>
    /// <exception cref="ObjectDisposedException">The client is disposed: the kill stays.</exception>
    ValueTask<KillSwitchResult> RestoreAsync(string flag, string by, string reason, CancellationToken cancellationToken = default);
}

/// <summary>The answer of an <see cref="IKillSwitch"/>.</summary>
/// <param name="Flag">The flag's key.</param>
/// <param name="Reach">How far the change got.</param>
/// <param name="Problem">Why it got no further, or null.</param>
/// <param name="KilledBy">The sources that kill the flag now; none after a restore, unless kill file or configuration still do.</param>
public sealed record KillSwitchResult(string Flag, StateReach Reach, string? Problem, IReadOnlyList<string> KilledBy);
