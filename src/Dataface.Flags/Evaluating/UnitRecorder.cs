using Dataface.Flags.Guard;

namespace Dataface.Flags.Evaluating;

/// <summary>Takes what happens to the units of one rollout; a slot that the guard fills. Never throws, never waits. Thread-safe.</summary>
internal abstract class UnitRecorder
{
    /// <summary>Records how a call ended.</summary>
    /// <param name="outcome">What was evaluated.</param>
    /// <param name="unit">The unit's hash.</param>
    /// <param name="source">The keyed hash of where it comes from; 0 when that is not known.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="elapsed">How long it took; null when it was not measured.</param>
    public abstract void Record(Outcome outcome, ulong unit, ulong source, GuardOutcome result, TimeSpan? elapsed);

    /// <summary>Records a named signal.</summary>
    public abstract void Signal(Outcome outcome, ulong unit, ulong source, string name);

    /// <summary>Notes a call that runs; answers a ticket for <see cref="End"/>.</summary>
    public abstract int Begin(Outcome outcome, ulong unit, ulong source, long timestamp);

    /// <summary>The keyed hash of where a unit comes from; 0 when the guard does not ask for it, or the context does not say it.</summary>
    public abstract ulong SourceOf(Outcome outcome, EvaluationContext? context);

    /// <summary>The call runs no longer.</summary>
    public abstract void End(int ticket);
}
