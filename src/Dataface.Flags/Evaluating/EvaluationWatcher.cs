namespace Dataface.Flags.Evaluating;

/// <summary>
/// Wants to know of evaluations, and of what is tracked; a slot that higher floors fill. It is asked when flags are compiled, so that an
/// evaluation which nobody wants to know of pays one comparison with null. Thread-safe.
/// </summary>
internal abstract class EvaluationWatcher
{
    /// <summary>Who is told of an outcome of a flag, or null for nobody; null for a flag that it does not watch at all.</summary>
    public abstract Func<Outcome, OutcomeObserver?>? Watch(FlagDetails flag);

    /// <summary>An evaluation found no flag. Never throws, never waits.</summary>
    public virtual void Missing(string? key, EvaluationReason reason)
    {
    }

    /// <summary>The application says that something happened. Never throws, never waits.</summary>
    /// <param name="flags">The flags of the snapshot that was told.</param>
    /// <param name="name">What happened.</param>
    /// <param name="context">To whom.</param>
    /// <param name="value">How much.</param>
    public virtual void Track(CompiledFlag[] flags, string? name, EvaluationContext context, double? value)
    {
    }
}
