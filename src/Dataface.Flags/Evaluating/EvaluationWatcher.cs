namespace Dataface.Flags.Evaluating;

/// <summary>
/// Wants to know of evaluations; a slot that higher floors fill. It is asked when flags are compiled, so that an evaluation which
/// nobody wants to know of pays one comparison with null. Thread-safe.
/// </summary>
internal abstract class EvaluationWatcher
{
    /// <summary>Who is told of an outcome of a flag, or null for nobody; null for a flag that it does not watch at all.</summary>
    public abstract Func<Outcome, OutcomeObserver?>? Watch(FlagDetails flag);

    /// <summary>An evaluation found no flag. Never throws, never waits.</summary>
    public virtual void Missing(string? key, EvaluationReason reason)
    {
    }
}
