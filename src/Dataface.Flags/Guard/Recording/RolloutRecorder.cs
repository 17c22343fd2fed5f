using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Guard.Recording;

/// <summary>
/// Takes what happens to the units of one rollout, on the threads of those whom it happens to. Thread-safe; never throws or waits.
/// </summary>
internal sealed class RolloutRecorder(string id, Action<RolloutRecorder, string> abortOn, SourceKey? key = null) : UnitRecorder
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

    public override int Begin(Outcome outcome, ulong unit, ulong source, long timestamp) =>
        InFlight.Begin(outcome, unit, source, timestamp);

    public override void End(int ticket) => InFlight.End(ticket);

    public override ulong SourceOf(Outcome outcome, EvaluationContext? context) =>
        key is not null && context is not null && outcome.Flag?.Definition.Guard?.Source is { } attribute
            && context.TryGetUnitHash(attribute, out var hash) ? key.Hash(hash) : 0;

    public override void Record(Outcome outcome, ulong unit, ulong source, GuardOutcome result, TimeSpan? elapsed)
    {
        if (EpochOf(outcome, unit) is not { } epoch) return;
        source = OrUnknown(source, epoch);
        _step?.Record(outcome.Treatment, unit, epoch.LimitOf(source), result == GuardOutcome.Error);
        if (result == GuardOutcome.Cancelled) epoch.GiveUp(outcome.Treatment, unit, elapsed, source);
        else epoch.Record(outcome.Treatment, unit, result == GuardOutcome.Error, elapsed, source);
    }

    public override void Signal(Outcome outcome, ulong unit, ulong source, string name)
    {
        // Does not wait for the guard to have begun.
        if (outcome is { Treatment: >= 0, Flag.Definition.Guard: { } guard } && guard.AbortOn.Contains(name)) abortOn(this, name);
        else if (EpochOf(outcome, unit) is { } epoch) epoch.Signal(outcome.Treatment, unit, OrUnknown(source, epoch), name);
    }

    /// <summary>Records that a call has not ended yet, though it should have.</summary>
    public void StillRunning(Outcome outcome, ulong unit, ulong source, TimeSpan elapsed)
    {
        if (EpochOf(outcome, unit) is { } epoch)
            epoch.Slow(outcome.Treatment, unit, OrUnknown(source, epoch), elapsed, duringCall: true);
    }

    /// <summary>Without a key no source is known, and units count one by one.</summary>
    private ulong OrUnknown(ulong source, EpochRecorder epoch) =>
        source == 0 && epoch.HasSources && key is not null ? SourceKey.Unknown : source;

    /// <summary>Null for what was evaluated at another stage or share: its unit may be on the other side by now.</summary>
    private EpochRecorder? EpochOf(Outcome outcome, ulong unit)
    {
        var epoch = _epoch;
        return epoch is not null && unit != 0 && outcome.Rollout is { } rollout && epoch.Stage == rollout.Stage
            && epoch.MilliPercent == rollout.MilliPercent
            ? epoch
            : null;
    }
}
