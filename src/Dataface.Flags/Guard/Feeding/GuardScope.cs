using System.Buffers;
using Dataface.Flags.Evaluating;

namespace Dataface.Flags.Guard;

/// <summary>
/// A piece of work, such as a request, whose end is recorded for the guarded flags that are evaluated in it: in the same asynchronous flow,
/// from its start until it is disposed. Of nested scopes, the innermost that covers the flag takes the evaluation. Thread-safe.
/// </summary>
public sealed class GuardScope : IDisposable
{
    private const int Room = 8;

    private static readonly AsyncLocal<GuardScope?> Ambient = new();
    private static volatile bool _isUsed;

    private readonly string? _flag;
    private readonly TimeProvider _time;
    private readonly Action<string> _forWhom;
    private readonly GuardScope? _parent;
    private readonly long _begin;
    private readonly Lock _gate = new();
    private Entry[] _entries = new Entry[Room];
    private int _count;
    private TimeSpan? _elapsed;
    private bool _isOver;

    private GuardScope(string? flag, TimeProvider time, Action<string> forWhom)
    {
        (_flag, _time, _forWhom, _parent, _begin) = (flag, time, forWhom, Ambient.Value, time.GetTimestamp());
        Ambient.Value = this;
    }

    /// <summary>Records how the work ended, with the time that it took. Only the first call counts.</summary>
    /// <param name="outcome">How it ended.</param>
    public void Complete(GuardOutcome outcome)
    {
        lock (_gate)
        {
            if (_isOver) return;
            var (known, recorded) = (_count > 0, false);
            var elapsed = _elapsed ?? _time.GetElapsedTime(_begin);
            foreach (ref var entry in _entries.AsSpan(0, _count))
            {
                entry.End(outcome, elapsed);
                recorded |= entry.Recorder is not null;
            }

            if (!recorded && _flag is not null && _parent?.CompleteOutside(_flag, outcome, elapsed) != true && !known) _forWhom(_flag);
            Close();
        }
    }

    /// <summary>
    /// Stops the clock: the work is done, but its outcome is known only later; then call <see cref="Complete"/>. Later evaluations are not
    /// part of it.
    /// </summary>
    public void Stop()
    {
        lock (_gate)
        {
            if (_isOver || _elapsed is not null) return;
            _elapsed = _time.GetElapsedTime(_begin);
            foreach (ref var entry in _entries.AsSpan(0, _count)) entry.Stop();
        }

        Leave();
    }

    /// <summary>Ends it without a record: the work was interrupted for an unrelated reason, such as a host shutdown.</summary>
    public void Discard()
    {
        lock (_gate)
        {
            if (_isOver) return;
            foreach (ref var entry in _entries.AsSpan(0, _count)) entry.Stop();
            Close();
        }

        Leave();
    }

    /// <summary>Records a named signal for every guarded flag that was evaluated in it.</summary>
    /// <param name="signal">Its name; guards that do not list it ignore it.</param>
    public void Signal(string signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        lock (_gate)
        {
            var recorded = false;
            for (var i = 0; i < _count; i++)
            {
                _entries[i].Recorder?.Signal(_entries[i].Outcome, _entries[i].Unit, _entries[i].Source, signal);
                recorded |= _entries[i].Recorder is not null;
            }

            if (!recorded && _flag is not null) _parent?.SignalOutside(_flag, signal);
        }
    }

    /// <summary>Ends it. Work that was not completed counts as given up by its caller.</summary>
    public void Dispose()
    {
        Complete(GuardOutcome.Cancelled);
        Leave();
    }

    /// <param name="flag">The flag that is meant; null for all.</param>
    /// <param name="time">Measures.</param>
    /// <param name="forWhom">Is told of a flag that was evaluated nowhere, so that nobody knows whom the work was done for.</param>
    internal static GuardScope Begin(string? flag, TimeProvider time, Action<string> forWhom)
    {
        _isUsed = true;
        return new GuardScope(flag, time, forWhom);
    }

    /// <summary>Says whom the work is done for, where that is known already.</summary>
    internal void For(GuardedUnit subject)
    {
        if (subject.Outcome is { } outcome && outcome.Flag?.Key == _flag) Add(outcome, subject.Unit, subject.Source);
    }

    /// <summary>Notes an evaluation in the scope around it, if there is one.</summary>
    internal static void Note(Outcome outcome, EvaluationContext? context, ulong unit)
    {
        if (!_isUsed) return;
        for (var scope = Ambient.Value; scope is not null; scope = scope._parent)
        {
            if (scope._flag is { } flag && flag != outcome.Flag?.Key) continue;
            scope.Add(outcome, unit, GuardedUnit.SourceIn(outcome, context));
            return;
        }
    }

    /// <summary>
    /// What no rollout decides is noted as well, once, so that it is known that the flag was evaluated and that there is nothing
    /// to record.
    /// </summary>
    private void Add(Outcome outcome, ulong unit, ulong source)
    {
        if (outcome.Rollout?.Recorder is null) unit = 0;
        lock (_gate)
        {
            if (_isOver || _elapsed is not null) return;
            for (var i = 0; i < _count; i++)
            {
                if (_entries[i].Unit == unit && _entries[i].Outcome == outcome) return;
            }

            if (_count == _entries.Length) Grow();
            _entries[_count++] = new(outcome, unit, source, _begin);
        }
    }

    /// <summary>Records the end of a scope within this one, of a flag that was evaluated before it began.</summary>
    private bool CompleteOutside(string flag, GuardOutcome outcome, TimeSpan elapsed)
    {
        var found = false;
        lock (_gate)
        {
            foreach (ref var entry in _entries.AsSpan(0, _count))
            {
                if (entry.Outcome.Flag?.Key != flag) continue;
                entry.EndPart(outcome, elapsed);
                found = true;
            }
        }

        return found || _parent?.CompleteOutside(flag, outcome, elapsed) == true;
    }

    private void SignalOutside(string flag, string signal)
    {
        lock (_gate)
        {
            for (var i = 0; i < _count; i++)
            {
                if (_entries[i].Outcome.Flag?.Key == flag)
                    _entries[i].Recorder?.Signal(_entries[i].Outcome, _entries[i].Unit, _entries[i].Source, signal);
            }
        }

        _parent?.SignalOutside(flag, signal);
    }

    /// <summary>From the pool, so that hardly ever is anything allocated by an evaluation.</summary>
    private void Grow()
    {
        var larger = ArrayPool<Entry>.Shared.Rent(_entries.Length * 2);
        _entries.CopyTo(larger, 0);
        GiveBack();
        _entries = larger;
    }

    private void Leave()
    {
        if (Ambient.Value == this) Ambient.Value = _parent;
    }

    private void Close()
    {
        _isOver = true;
        GiveBack();
        (_entries, _count) = ([], 0);
    }

    private void GiveBack()
    {
        if (_entries.Length > Room) ArrayPool<Entry>.Shared.Return(_entries, clearArray: true);
    }

    private struct Entry
    {
        public readonly Outcome Outcome;
        public readonly ulong Unit;
        public readonly ulong Source;
        private readonly int _ticket;
        private bool _isTaken;
        private bool _isStopped;

        public Entry(Outcome outcome, ulong unit, ulong source, long begin)
        {
            (Outcome, Unit, Source) = (outcome, unit, source);
            _ticket = Recorder?.Begin(outcome, unit, source, begin) ?? 0;
        }

        /// <summary>Null when there is nothing to record: the flag is killed, expired, or serves the unit outside of its rollout.</summary>
        public readonly UnitRecorder? Recorder => Unit == 0 ? null : Outcome.Rollout?.Recorder;

        /// <summary>Records how a part of the work ended that is guarded by itself; the end of the whole then says no more.</summary>
        public void EndPart(GuardOutcome outcome, TimeSpan elapsed)
        {
            Stop();
            _isTaken = true;
            Recorder?.Record(Outcome, Unit, Source, outcome, elapsed);
        }

        public void End(GuardOutcome outcome, TimeSpan elapsed)
        {
            Stop();
            if (!_isTaken) Recorder?.Record(Outcome, Unit, Source, outcome, elapsed);
        }

        /// <summary>It runs no longer. Its ticket is given to others, so that it is given back once.</summary>
        public void Stop()
        {
            if (!_isStopped) Recorder?.End(_ticket);
            _isStopped = true;
        }
    }
}
