namespace Dataface.Flags.Evaluating;

/// <summary>Is told of every evaluation that gave one outcome, on the evaluation's thread. Never throws, never waits.
/// Thread-safe.</summary>
internal abstract class OutcomeObserver
{
    /// <param name="outcome">What was given.</param>
    /// <param name="context">The context that was evaluated for; null when none was given.</param>
    /// <param name="bucketBy">The attribute that is the flag's unit.</param>
    /// <param name="unitHash">The unit's hash, or 0 when no unit took part.</param>
    public abstract void Observe(Outcome outcome, EvaluationContext? context, string bucketBy, ulong unitHash);

    /// <summary>The outcome was given as one that may never be used, and so is no evaluation.</summary>
    public virtual void Preview()
    {
    }

    /// <summary>Who is told of the same outcome of the rollout as it stands now.</summary>
    public virtual OutcomeObserver In(RolloutIdentity rollout) => this;
}
