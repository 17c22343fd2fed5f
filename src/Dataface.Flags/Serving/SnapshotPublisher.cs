using Dataface.Flags.Background;
using Dataface.Flags.Documents;
using Dataface.Flags.Documents.Linking;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Evaluating.Counting;
using Dataface.Flags.Expiry;
using Dataface.Flags.State;
using Dataface.Flags.Telemetry;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Serving;

/// <summary>
/// Puts definitions, kills and the day together into the snapshot that evaluations read. Compiling happens outside the lock, so that a kill
/// never waits for a large document.
/// </summary>
internal sealed class SnapshotPublisher : IDisposable
{
    /// <summary>The day is looked at this often, so that a clock that was set, or a machine that slept, delays an expiry by no more.</summary>
    private static readonly TimeSpan LongestCheck = TimeSpan.FromMinutes(5);

    private readonly string _environment;
    private readonly Func<string, bool> _isKilled;
    private readonly KillMarks _marks;
    private readonly Func<FlagState> _state;
    private readonly TimeProvider _time;
    private readonly EvaluationDiagnostics _diagnostics;
    private readonly CounterRegistry _counters;
    private readonly EvaluationWatch _watch;
    private readonly ChangeListeners _listeners;
    private readonly ExpiryWatch _expiry;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private CompiledFlags _compiled = CompiledFlags.Empty;
    private DateOnly _day;
    private bool _isReady;
    private volatile FlagSnapshot _current;

    public SnapshotPublisher(
        string environment, Func<string, bool> isKilled, KillMarks marks, Func<FlagState> state, EvaluationWatch watch,
        CounterRegistry counters, ChangeListeners listeners, FlagClientOptions options, ILogger logger)
    {
        _environment = environment;
        _isKilled = isKilled;
        _marks = marks;
        _state = state;
        _time = options.TimeProvider;
        _counters = counters;
        _watch = watch;
        _listeners = listeners;
        _diagnostics = new EvaluationDiagnostics(logger, watch.Events, Start);
        _expiry = new ExpiryWatch(environment, options.ExpiryWarningDays, logger);
        _day = FlagDocumentReader.Today(_time);
        _current = Overlay();
        _timer = _time.CreateTimer(_ => CheckDay(), null, NextCheck(), Timeout.InfiniteTimeSpan);
    }

    public FlagSnapshot Current => _current;

    public EvaluationDiagnostics Diagnostics => _diagnostics;

    public IReadOnlyList<ExpiringFlag> Expiring => _expiry.Expiring;

    /// <summary>The definitions in force.</summary>
    public FlagDocument Document { get; private set; } = FlagDocument.Empty;

    public bool IsReady => _isReady;

    /// <summary>How far the start has come.</summary>
    public StartProgress Start { get; } = new();

    /// <summary>Takes over other definitions; not to be called twice at once.</summary>
    public void SetDefinitions(FlagDocument document, Func<string, FlagSource> sources, string revision)
    {
        var compiled = new FlagCompiler(document, _environment, sources, _counters, _marks, _watch).Compile(revision);
        lock (_gate)
        {
            _compiled = compiled;
            Document = document;
            _current = Overlay();
        }

        _expiry.Look(document, _day);
        _listeners.Tell();
    }

    /// <summary>Says whether definitions and state are known; until then every flag is off.</summary>
    public void SetReady(bool isReady)
    {
        lock (_gate)
        {
            if (_isReady == isReady) return;
            _isReady = isReady;
            _current = Overlay();
        }

        _listeners.Tell();
    }

    /// <summary>Takes over changed state; it is in force when this returns.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            _current = Overlay();
        }

        _listeners.Tell();
    }

    /// <summary>The flags as they would be if some were defined otherwise, under the same kills and on the same day. Published to nobody.</summary>
    /// <param name="definitions">Flags that require none and have no rules, such as those that a test forces.</param>
    /// <param name="source">Where they come from.</param>
    public FlagSnapshot With(FlagDocument definitions, FlagSource source)
    {
        var compiled = new FlagCompiler(definitions, _environment, _ => source, _counters, _marks, _watch).Compile(source.Revision);
        lock (_gate)
        {
            return Overlay(_compiled.With(compiled));
        }
    }

    public void Dispose() => _timer.Dispose();

    private FlagSnapshot Overlay() => Overlay(_compiled);

    private FlagSnapshot Overlay(CompiledFlags compiled)
    {
        var flags = _isReady ? compiled : CompiledFlags.Empty;
        return new FlagSnapshot(flags, StateOverlay.Apply(flags, _isKilled, _state(), _watch.Recorders, _day), _diagnostics, _isReady);
    }

    private void CheckDay()
    {
        var today = FlagDocumentReader.Today(_time);
        if (today != _day)
        {
            lock (_gate)
            {
                _day = today;
            }

            Refresh();
            _expiry.Look(Document, today);
        }

        _timer.Change(NextCheck(), Timeout.InfiniteTimeSpan);
    }

    private TimeSpan NextCheck()
    {
        var now = _time.GetUtcNow();
        var midnight = now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime;
        return midnight < LongestCheck ? midnight : LongestCheck;
    }
}
