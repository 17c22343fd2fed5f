using Dataface.Flags.State;

namespace Dataface.Flags.Guard;

/// <summary>The changes of a ramp by their names.</summary>
public static class FlagGuardRampExtensions
{
    /// <summary>Takes a rollout's ramp to its next step now, whatever the evidence.</summary>
    /// <param name="guard">The guard.</param>
    /// <param name="request">Which ramp, who and why.</param>
    /// <param name="cancellationToken">Cancels waiting for the state store.</param>
    /// <exception cref="RefusalException">There is no such ramp, or it stands at its last step.</exception>
    public static ValueTask<ChangeResult> AdvanceAsync(
        this IFlagGuard guard, RampChangeRequest request, CancellationToken cancellationToken = default) =>
        Of(guard).ChangeRampAsync(StateAction.Advance, request, cancellationToken);

    /// <summary>Keeps a ramp at its step until it is resumed. Aborts go on.</summary>
    /// <inheritdoc cref="AdvanceAsync"/>
    public static ValueTask<ChangeResult> PauseAsync(
        this IFlagGuard guard, RampChangeRequest request, CancellationToken cancellationToken = default) =>
        Of(guard).ChangeRampAsync(StateAction.Pause, request, cancellationToken);

    /// <summary>Ends a pause.</summary>
    /// <inheritdoc cref="AdvanceAsync"/>
    public static ValueTask<ChangeResult> ResumeAsync(
        this IFlagGuard guard, RampChangeRequest request, CancellationToken cancellationToken = default) =>
        Of(guard).ChangeRampAsync(StateAction.Resume, request, cancellationToken);

    private static IFlagGuard Of(IFlagGuard guard)
    {
        ArgumentNullException.ThrowIfNull(guard);
        return guard;
    }
}
