using Dataface.Flags.Background;
using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Evaluating.Counting;
using Dataface.Flags.Expiry;
using Dataface.Flags.Guard.Recording;
using Dataface.Flags.State;

namespace Dataface.Flags.Serving;

/// <summary>
/// Puts definitions, kills, the day and the time windows together into the snapshot that evaluations read. Compiling happens outside the
/// lock, and so does opening windows, so that a kill never waits for a large document.
/// </summary>
internal sealed class SnapshotPublisher : IDisposable
{
    /// <summary>
    /// The clock is looked at this often, so that one that was set, or a machine that slept, delays an expiry or a window by no more.
    /// </summary>
    private static readonly TimeSpan LongestCheck = TimeSpan.FromMinutes(5);

    private static readonly HashSet<string> Nothing = [];

    private readonly string _environment;
    private readonly Func<string, bool> _isKilled;
    private readonly KillMarks _marks;
    private readonly Func<FlagState> _state;
    private readonly TimeProvider _time;
    private readonly CounterRegistry _counters;
    private readonly EvaluationWatcher[] _watchers;
    private readonly RecorderRegistry _recorders;
    private readonly ClientStanding _standing;
    private readonly ChangeListeners<FlagsChanged> _listeners;
    private readonly ExpiryWatch _expiry;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private CompiledFlags _compiled = CompiledFlags.Empty;
    private DateOnly _day;
    private bool _isReady;
    private volatile FlagSnapshot _current;

    /// <param name="isKilled">Whether a key is killed.</param>
    /// <param name="marks">Through them a kill reaches snapshots that are pinned already.</param>
    /// <param name="state">Where rollouts stand.</param>
    /// <param name="watchers">Are told of evaluations.</param>
    /// <param name="recorders">Take what happens in guarded rollouts.</param>
    /// <param name="standing">Knows why nothing is ready.</param>
    /// <param name="listeners">Are told which flags a publication changed.</param>
    public SnapshotPublisher(
        string environment, Func<string, bool> isKilled, KillMarks marks, Func<FlagState> state, EvaluationWatcher[] watchers,
        RecorderRegistry recorders, CounterRegistry counters, ClientStanding standing, ChangeListeners<FlagsChanged> listeners,
        ExpiryWatch expiry, TimeProvider time)
    {
        _environment = environment;
        _isKilled = isKilled;
        _marks = marks;
        _state = state;
        _watchers = watchers;
        _recorders = recorders;
        _counters = counters;
        _standing = standing;
        _listeners = listeners;
        _expiry = expiry;
        _time = time;
        _day = FlagDocumentReader.Today(_time);
        _current = Overlay(_compiled);
        _timer = _time.CreateTimer(_ => CheckClock(), null, NextCheck(), Timeout.InfiniteTimeSpan);
    }

    public FlagSnapshot Current => _current;

    /// <summary>Is told of each publication, whether or not it changed a flag.</summary>
    public ChangeListeners Published { get; } = new();

    /// <summary>The definitions in force.</summary>
    public FlagDocument Document { get; private set; } = FlagDocument.Empty;

    public bool IsReady => _isReady;

    /// <summary>Takes over other definitions; not to be called twice at once.</summary>
    public void SetDefinitions(AcceptedDefinitions accepted)
    {
        var compiled = Compiler(accepted.Document, accepted.Sources).Compile(accepted.Revision);
        var redefined = _listeners.IsEmpty ? Nothing : DefinitionDiff.For(_environment, Document, accepted.Document);
        _expiry.Look(accepted.Document, _day);
        Publish(redefined, () => (_compiled, Document) = (compiled, accepted.Document));
        PlanCheck();
    }

    /// <summary>Flags and state are known from now on; until then every flag is off.</summary>
    public void SetReady()
    {
        if (!_isReady) Publish(Nothing, () => _isReady = true);
    }

    /// <summary>Takes over changed state; it is in force when this returns.</summary>
    public void Refresh() => Publish(Nothing, () => { });

    /// <summary>
    /// The flags as they would be if some were defined otherwise, under the same kills and on the same day. Published to nobody.
    /// </summary>
    /// <param name="definitions">Flags that require none and have no rules, such as those that a test forces.</param>
    /// <param name="source">Where they come from.</param>
    public FlagSnapshot With(FlagDocument definitions, FlagSource source)
    {
        var compiled = Compiler(definitions, _ => source).Compile(source.Revision);
        lock (_gate)
        {
            return Overlay(_compiled.With(compiled));
        }
    }

    public void Dispose() => _timer.Dispose();

    private FlagCompiler Compiler(FlagDocument document, Func<string, FlagSource> sources) =>
        new(document, _environment, sources, _counters, _marks, _time.GetUtcNow(), _watchers);

    /// <summary>Listeners are told after the lock is left: one may take its time, and a kill must not wait for it.</summary>
    private void Publish(IReadOnlySet<string> redefined, Action change)
    {
        FlagSnapshot before, after;
        lock (_gate)
        {
            change();
            (before, after) = (_current, Overlay(_compiled));
            _current = after;
        }

        Published.Tell();
        if (_listeners.IsEmpty) return;
        var changes = SnapshotDiff.Between(before, after, redefined);
        if (changes.Count > 0) _listeners.Tell(new FlagsChanged { Flags = changes });
    }

    private FlagSnapshot Overlay(CompiledFlags compiled)
    {
        var flags = _isReady ? compiled : CompiledFlags.Empty;
        return new FlagSnapshot(flags, StateOverlay.Apply(flags, _isKilled, _state(), _recorders, _day), _isReady, _watchers, _standing);
    }

    private void CheckClock()
    {
        var (before, today) = (_compiled, FlagDocumentReader.Today(_time));
        var after = WindowOverlay.At(before, _time.GetUtcNow());
        var isOtherDay = today != _day;
        if (isOtherDay || !ReferenceEquals(after, before))
        {
            Publish(Nothing, () =>
            {
                _day = today;

                // Definitions that came meanwhile were compiled as of then.
                if (ReferenceEquals(_compiled, before)) _compiled = after;
            });
        }

        if (isOtherDay) _expiry.Look(Document, today);
        PlanCheck();
    }

    /// <summary>In the lock, so that the last to plan knows the newest definitions.</summary>
    private void PlanCheck()
    {
        lock (_gate) _timer.Change(NextCheck(), Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// At once when a day or an edge has come that is not served yet. The clock goes on between a look and the next plan, and a timer may
    /// fire a little early: a plan that went by the clock alone could pass midnight over.
    /// </summary>
    private TimeSpan NextCheck()
    {
        var now = _time.GetUtcNow();
        var midnight = _day.AddDays(1).ToDateTime(TimeOnly.MinValue) - now.UtcDateTime;
        if (midnight <= TimeSpan.Zero || _compiled.Edges.PassedAt(now) != _compiled.EdgesPassed) return TimeSpan.Zero;
        var next = midnight < LongestCheck ? midnight : LongestCheck;
        return _compiled.Edges.NextAfter(now) - now is { } edge && edge < next ? edge : next;
    }
}
