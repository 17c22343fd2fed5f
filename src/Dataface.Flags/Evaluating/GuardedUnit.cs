using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Guard;

/// <summary>
/// Whom and what an evaluation was for: unit, variant, rollout and stage, without the value. Evaluations convert to it by themselves. A
/// readonly value; thread-safe. The default value is nobody.
/// </summary>
public readonly struct GuardedUnit
{
    internal GuardedUnit(Outcome? outcome, ulong unit, ulong source = 0) => (Outcome, Unit, Source) = (outcome, unit, source);

    internal Outcome? Outcome { get; }

    internal ulong Unit { get; }

    internal ulong Source { get; }

    /// <summary>
    /// The same unit with the source that its context names, for a guard with <c>source</c>. Scopes, and so requests, pipelines and
    /// handlers, see it by themselves; without it one source may count as many times as it has units.
    /// </summary>
    /// <param name="context">The context that the flag was evaluated for.</param>
    public GuardedUnit From(EvaluationContext context) => new(Outcome, Unit, SourceIn(Outcome, context));

    internal static ulong SourceIn(Outcome? outcome, EvaluationContext? context) =>
        outcome is { Rollout.Recorder: { } recorder } ? recorder.SourceOf(outcome, context) : 0;
}
