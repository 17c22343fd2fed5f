using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Guard.Recording;

/// <summary>Takes what happens to the units of one rollout, on the threads of those whom it happens to. Thread-safe; never throws or waits.</summary>
internal sealed class RolloutRecorder(string id, Action<RolloutRecorder, string> abortOn) : UnitRecorder
{
    private volatile EpochRecorder? _epoch;
    private volatile StepRecorder? _step;

    public string Id => id;

    /// <summary>Where records go now; null until the guard has begun to watch.</summary>
    public EpochRecorder? Epoch
    {
        get => _epoch;
        set => _epoch = value;
    }

    /// <summary>Where records of the step go as well from its second day on; null on the first, of which the epoch tells.</summary>
    public StepRecorder? Step
    {
        get => _step;
        set => _step = value;
    }

    public InFlightCalls InFlight { get; } = new();

    public override int Begin(Outcome outcome, ulong unit, long timestamp) => InFlight.Begin(outcome, unit, timestamp);

    public override void End(int ticket) => InFlight.End(ticket);

    public override void Record(Outcome outcome, ulong unit, GuardOutcome result, TimeSpan? elapsed)
    {
        if (EpochOf(outcome, unit) is not { } epoch) return;
        _step?.Record(outcome.Treatment, unit, result == GuardOutcome.Error);
        if (result == GuardOutcome.Cancelled) epoch.GiveUp(outcome.Treatment, unit, elapsed);
        else epoch.Record(outcome.Treatment, unit, result == GuardOutcome.Error, elapsed);
    }

    public override void Signal(Outcome outcome, ulong unit, string name)
    {
        // Does not wait for the guard to have begun.
        if (outcome is { Treatment: >= 0, Flag.Definition.Guard: { } guard } && guard.AbortOn.Contains(name)) abortOn(this, name);
        else EpochOf(outcome, unit)?.Signal(outcome.Treatment, unit, name);
    }

    /// <summary>Records that a call has not ended yet, though it should have.</summary>
    public void StillRunning(Outcome outcome, ulong unit, TimeSpan elapsed) =>
        EpochOf(outcome, unit)?.Slow(outcome.Treatment, unit, elapsed, duringCall: true);

    /// <summary>Null for what was evaluated at another stage or share: its unit may be on the other side by now.</summary>
    private EpochRecorder? EpochOf(Outcome outcome, ulong unit)
    {
        var epoch = _epoch;
        return epoch is not null && unit != 0 && outcome.Rollout is { } rollout && epoch.Stage == rollout.Stage && epoch.MilliPercent == rollout.MilliPercent
            ? epoch
            : null;
    }
}
