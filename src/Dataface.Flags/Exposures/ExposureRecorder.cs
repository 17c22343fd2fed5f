using System.Runtime.CompilerServices;
using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Telemetry;

namespace Dataface.Flags.Exposures;

/// <summary>
/// Takes exposures from evaluations, drops those that are known, and hands the others to the sinks without ever waiting. Thread-safe.
/// </summary>
internal sealed class ExposureRecorder : EvaluationWatcher, IAsyncDisposable
{
    private readonly SeenUnits _seen;
    private readonly SinkPump<WaitingExposure, Exposure>[] _pumps;
    private readonly RecordedFlags _recorded;
    private readonly TimeProvider _time;
    private long _withoutUnit;

    /// <param name="sinks">Who takes them, and their turns.</param>
    /// <param name="context">How they are recorded.</param>
    public ExposureRecorder(IEnumerable<(IExposureSink Sink, SemaphoreSlim Turn)> sinks, ExposureContext context)
    {
        (_recorded, _time) = (context.Recorded, context.Time);
        _seen = new SeenUnits(context.Options.RememberedUnits);
        _pumps = [.. sinks.Select(s => new SinkPump<WaitingExposure, Exposure>(
            new ExposurePort(s.Sink, s.Turn, context.Units, Forget), context))];
    }

    public IReadOnlyList<ISinkPump> Pumps => _pumps;

    /// <summary>
    /// Exposures of units that must not or cannot be written: private, or longer than <see cref="UnitNames.LongestUnit"/>.
    /// </summary>
    public long WithoutUnit => Volatile.Read(ref _withoutUnit);

    /// <summary>Outcomes that a rollout gives. Units that one gives the off variant are control, and exposures where the flag is an
    /// experiment.</summary>
    public override Func<Outcome, OutcomeObserver?>? Watch(FlagDetails flag) => _recorded.Include(flag.Definition) ? outcome =>
        Target(flag, outcome) : null;

    private ExposureTarget? Target(FlagDetails flag, Outcome outcome)
    {
        if (outcome is not { Rollout: { } rollout, Variant: { } variant, IsDesigned: true }) return null;
        if (outcome.Arm == RolloutArm.Control && flag.Definition.Kind != FlagKind.Experiment) return null;
        return new ExposureTarget(this, flag.Key, variant.Name, rollout, outcome.Arm);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Record(ExposureTarget target, ulong hash, EvaluationContext context, string bucketBy)
    {
        if (_seen.TryAdd(hash)) RecordNew(target, hash, context, bucketBy);
    }

    /// <summary>All at once: a sink that stalls must not take the others' time.</summary>
    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_pumps.Select(pump => pump.DisposeAsync().AsTask())).ConfigureAwait(false);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RecordNew(ExposureTarget target, ulong hash, EvaluationContext context, string bucketBy)
    {
        if (UnitNames.TextOf(context, bucketBy) is not { } unit)
        {
            // It stays known, so that it is counted once.
            Interlocked.Increment(ref _withoutUnit);
            return;
        }

        var exposure = new WaitingExposure(target, hash, unit, _time.GetUtcNow().UtcTicks);
        var isTaken = false;
        foreach (var pump in _pumps) isTaken |= pump.TryAdd(exposure);

        // Taken by nobody, it counts as unseen: the unit's next evaluation tries again.
        if (!isTaken) _seen.Remove(hash);
    }

    /// <summary>With other sinks that have it the exposure stays known, so that one sink's outage does not flood them.</summary>
    private void Forget(ulong hash)
    {
        if (_pumps.Length == 1) _seen.Remove(hash);
    }
}
