using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Guard;

/// <summary>
/// What an evaluation was for: unit, variant, rollout and stage, without the value. Evaluations convert to it implicitly. A readonly value;
/// thread-safe. The default value stands for no unit.
/// </summary>
public readonly struct GuardedUnit
{
    internal GuardedUnit(Outcome? outcome, ulong unit, ulong source = 0) => (Outcome, Unit, Source) = (outcome, unit, source);

    internal Outcome? Outcome { get; }

    internal ulong Unit { get; }

    internal ulong Source { get; }

    /// <summary>
    /// The same unit with the source that its context names, for a guard with <c>source</c>. Scopes, and so requests, pipelines and
    /// handlers, add the source themselves; without it, the unit is one of those whose source is not known, which are one source together.
    /// </summary>
    /// <param name="context">The context that the flag was evaluated for.</param>
    public GuardedUnit From(EvaluationContext context) => new(Outcome, Unit, SourceIn(Outcome, context));

    internal static ulong SourceIn(Outcome? outcome, EvaluationContext? context) =>
        outcome is { Rollout.Recorder: { } recorder } ? recorder.SourceOf(outcome, context) : 0;
}
