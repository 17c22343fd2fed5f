using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Guard;

/// <summary>
/// Whom and what an evaluation was for: unit, variant, rollout and stage, without the value. Evaluations convert to it by themselves. A readonly
/// value; thread-safe. The default value is nobody.
/// </summary>
public readonly struct GuardedUnit
{
    internal GuardedUnit(Outcome? outcome, ulong unit) => (Outcome, Unit) = (outcome, unit);

    internal Outcome? Outcome { get; }

    internal ulong Unit { get; }
}
