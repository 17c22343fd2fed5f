using Dataface.Flags.Evaluating;
using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Exposures;

/// <summary>Takes what the application tracks, and hands it to the sinks without ever waiting. Thread-safe.</summary>
internal sealed class TrackedEventRecorder : EvaluationWatcher, IAsyncDisposable
{
    private readonly ExposureContext _context;
    private readonly SinkPump<TrackedEvent, TrackedEvent>[] _pumps;
    private volatile Units _units = new([], [EvaluationContext.DefaultUnit]);
    private long _withoutUnit;
    private long _withoutName;
    private long _withoutValue;

    /// <param name="sinks">Who takes them, and their turns.</param>
    /// <param name="context">How they are recorded.</param>
    public TrackedEventRecorder(IEnumerable<(ITrackedEventSink Sink, SemaphoreSlim Turn)> sinks, ExposureContext context)
    {
        _context = context;
        _pumps = [.. sinks.Select(s => new SinkPump<TrackedEvent, TrackedEvent>(
            new TrackedEventPort(s.Sink, s.Turn, context.Units), context))];
    }

    public IReadOnlyList<ISinkPump> Pumps => _pumps;

    /// <summary>Events that no sink could take, by cause.</summary>
    public IEnumerable<(string Cause, long Count)> Refused =>
        [("unit", Volatile.Read(ref _withoutUnit)), ("name", Volatile.Read(ref _withoutName)), ("value", Volatile.Read(ref _withoutValue))];

    /// <summary>Evaluations are none of its business.</summary>
    public override Func<Outcome, OutcomeObserver?>? Watch(FlagDetails flag) => null;

    /// <summary>One event for each unit: where one experiment is of users and another of tenants, both want to know.</summary>
    public override void Track(CompiledFlag[] flags, string? name, EvaluationContext context, double? value)
    {
        if (!EventLimits.AllowName(name))
        {
            if (Interlocked.Increment(ref _withoutName) == 1) ExposureLog.NameRefused(_context.Logger, EventLimits.LongestText);
            return;
        }

        if (value is { } number && !EventLimits.Allow(number))
        {
            if (Interlocked.Increment(ref _withoutValue) == 1) ExposureLog.ValueRefused(_context.Logger, name!, number);
            return;
        }

        var (now, hasUnit) = (_context.Time.GetUtcNow(), false);
        foreach (var attribute in UnitsOf(flags))
        {
            if (UnitNames.TextOf(context, attribute) is not { } unit) continue;
            hasUnit = true;
            Add(new TrackedEvent
            {
                SchemaVersion = TrackedEvent.CurrentSchemaVersion,
                Id = Guid.NewGuid(),
                Time = now.ToUniversalTime(),
                Unit = unit,
                Name = name!,
                Value = value,
            });
        }

        if (!hasUnit) Interlocked.Increment(ref _withoutUnit);
    }

    /// <summary>All at once: a sink that stalls must not take the others' time.</summary>
    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_pumps.Select(pump => pump.DisposeAsync().AsTask())).ConfigureAwait(false);

    private void Add(in TrackedEvent tracked)
    {
        foreach (var pump in _pumps) pump.TryAdd(tracked);
    }

    /// <summary>Looked for once in each set of flags; most calls are of the newest.</summary>
    private string[] UnitsOf(CompiledFlag[] flags)
    {
        var units = _units;
        if (!ReferenceEquals(units.Flags, flags)) _units = units = new(flags, _context.Recorded.UnitsOf(flags));
        return units.Attributes;
    }

    private sealed record Units(CompiledFlag[] Flags, string[] Attributes);
}
