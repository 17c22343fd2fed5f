using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Guard;

/// <summary>A call that is being watched. A value; complete it once. The default value watches nothing.</summary>
public readonly struct GuardedCall
{
    private readonly Outcome? _outcome;
    private readonly ulong _unit;
    private readonly ulong _source;
    private readonly TimeProvider? _time;
    private readonly long _begin;
    private readonly int _ticket;

    internal GuardedCall(Outcome outcome, ulong unit, ulong source, TimeProvider time)
    {
        (_outcome, _unit, _source, _time, _begin) = (outcome, unit, source, time, time.GetTimestamp());
        _ticket = Recorder!.Begin(outcome, unit, source, _begin);
    }

    private UnitRecorder? Recorder => _outcome?.Rollout?.Recorder;

    /// <summary>Ends the call and records it with the time that it took.</summary>
    /// <param name="outcome">How it ended.</param>
    public void Complete(GuardOutcome outcome)
    {
        if (Recorder is not { } recorder) return;
        recorder.End(_ticket);
        recorder.Record(_outcome!, _unit, _source, outcome, _time!.GetElapsedTime(_begin));
    }
}
