using Dataface.Flags.State;

namespace Dataface.Flags.Guard;

/// <summary>
/// Watches rollouts and kills the flag of one that does harm. Feed it with what happens to the units that flags were evaluated for, on both
/// sides: those with the feature and those without. Thread-safe; recording never throws, waits or allocates.
/// </summary>
public interface IFlagGuard
{
    /// <summary>The state of each guarded rollout.</summary>
    IReadOnlyList<GuardStatus> Status { get; }

    /// <summary>
    /// Records the outcome of a call that a flag was evaluated for. Flags without a guard, and evaluations outside rollouts, are ignored.
    /// </summary>
    /// <param name="unit">The evaluation: it knows unit, variant, rollout and stage.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="elapsed">How long it took; null when it was not measured. Negative times are ignored.</param>
    void Record(GuardedUnit unit, GuardOutcome outcome, TimeSpan? elapsed = null);

    /// <summary>
    /// Records a named signal, such as <c>auth_failure</c>, that the flag's guard lists under <c>counters</c> or <c>abortOn</c>.
    /// </summary>
    /// <param name="unit">The evaluation.</param>
    /// <param name="signal">The signal's name; one that the guard does not list is ignored.</param>
    void Signal(GuardedUnit unit, string signal);

    /// <summary>
    /// Records how a request of the service ended, for an objective that guards share: record every request once, whichever flags were
    /// evaluated in it. An objective that no guard names is ignored, and so is a request whose caller gave up.
    /// </summary>
    /// <param name="objective">The objective's name.</param>
    /// <param name="outcome">How the request ended.</param>
    void RecordRequest(string objective, GuardOutcome outcome)
    {
    }

    /// <summary>Begins a call, so that one that hangs counts as slow before it ends. Always complete it.</summary>
    /// <param name="unit">The evaluation.</param>
    GuardedCall Begin(GuardedUnit unit);

    /// <summary>
    /// Begins a piece of work, such as a request: its end is recorded for the guarded flags that are evaluated in it, without naming them.
    /// Complete it, and always dispose it.
    /// </summary>
    /// <param name="flag">The key of the flag that the scope covers; null for all.</param>
    GuardScope BeginScope(string? flag = null);

    /// <summary>
    /// Takes a rollout's ramp to its next step now, whatever the evidence, keeps it at its step until it is resumed (aborts still happen),
    /// or ends a pause.
    /// </summary>
    /// <param name="action"><see cref="StateAction.Advance"/>, <see cref="StateAction.Pause"/> or <see cref="StateAction.Resume"/>.</param>
    /// <param name="request">Which ramp, who and why.</param>
    /// <param name="cancellationToken">Cancels waiting for the state store.</param>
    /// <exception cref="RefusalException">There is no such ramp, or it is at its last step.</exception>
    ValueTask<ChangeResult> ChangeRampAsync(StateAction action, RampChangeRequest request, CancellationToken cancellationToken = default);

    /// <summary>Takes a rollout's ramp to its next step now, whatever the evidence.</summary>
    /// <param name="request">Which ramp, who and why.</param>
    /// <param name="cancellationToken">Cancels waiting for the state store.</param>
    /// <exception cref="RefusalException">There is no such ramp, or it is at its last step.</exception>
    ValueTask<ChangeResult> AdvanceAsync(RampChangeRequest request, CancellationToken cancellationToken = default) =>
        ChangeRampAsync(StateAction.Advance, request, cancellationToken);

    /// <summary>Keeps a ramp at its step until it is resumed. Aborts still happen.</summary>
    /// <inheritdoc cref="AdvanceAsync"/>
    ValueTask<ChangeResult> PauseAsync(RampChangeRequest request, CancellationToken cancellationToken = default) =>
        ChangeRampAsync(StateAction.Pause, request, cancellationToken);

    /// <summary>Ends a pause.</summary>
    /// <inheritdoc cref="AdvanceAsync"/>
    ValueTask<ChangeResult> ResumeAsync(RampChangeRequest request, CancellationToken cancellationToken = default) =>
        ChangeRampAsync(StateAction.Resume, request, cancellationToken);
}
