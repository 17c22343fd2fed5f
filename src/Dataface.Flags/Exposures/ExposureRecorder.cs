using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Dataface.Flags.Background;
using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Telemetry;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Exposures;

/// <summary>
/// Takes exposures from evaluations, drops those that are known, and hands the others to the sinks without ever waiting. Thread-safe.
/// </summary>
internal sealed class ExposureRecorder : EvaluationWatcher, IAsyncDisposable
{
    private readonly SeenUnits _seen;
    private readonly ExposurePump[] _pumps;
    private readonly ExposureScope _scope;
    private readonly FrozenSet<string> _flags;
    private readonly TimeProvider _time;
    private readonly IDisposable[] _owned;
    private long _withoutUnit;

    /// <param name="exposures">How exposures are recorded.</param>
    /// <param name="sinks">Who takes them, and whether to dispose it.</param>
    /// <param name="unitSecret">The key under which units are hashed.</param>
    public ExposureRecorder(
        ExposureOptions exposures, (IExposureSink Sink, bool IsOwned)[] sinks, string? unitSecret, TimeProvider time, ILogger logger,
        OutageLog outages)
    {
        (_scope, _time) = (exposures.Scope, time);
        _flags = exposures.Flags.ToFrozenSet(StringComparer.Ordinal);
        _seen = new SeenUnits(exposures.RememberedUnits);
        _owned = [.. sinks.Where(s => s.IsOwned).Select(s => s.Sink).OfType<IDisposable>()];
        var units = new UnitNames(exposures.Units, unitSecret);
        _pumps = [.. sinks.Select(s => new ExposurePump(s.Sink, units, exposures, Forget, _time, logger, outages))];
    }

    public IReadOnlyList<ExposurePump> Pumps => _pumps;

    /// <summary>
    /// Exposures of units that must not or cannot be written: private, or longer than <see cref="UnitNames.LongestUnit"/>.
    /// </summary>
    public long WithoutUnit => Volatile.Read(ref _withoutUnit);

    /// <summary>Outcomes that a rollout gives. Units that one gives the off variant are control, and exposures where the flag is an
    /// experiment.</summary>
    public override Func<Outcome, OutcomeObserver?>? Watch(FlagDetails flag) => Includes(flag.Definition) ? outcome =>
        Target(flag, outcome) : null;

    private ExposureTarget? Target(FlagDetails flag, Outcome outcome)
    {
        if (outcome is not { Rollout: { } rollout, Variant: { } variant, IsDesigned: true }) return null;
        if (outcome.Arm == RolloutArm.Control && flag.Definition.Kind != FlagKind.Experiment) return null;
        return new ExposureTarget(this, flag.Key, variant.Name, rollout, outcome.Arm);
    }

    /// <summary>Whether a flag's exposures are recorded.</summary>
    private bool Includes(FlagDefinition flag) => _scope switch
    {
        _ when _flags.Contains(flag.Key) => true,
        ExposureScope.AllFlags => true,
        ExposureScope.Experiments => flag.Kind == FlagKind.Experiment,
        _ => false,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Record(ExposureTarget target, ulong hash, EvaluationContext context, string bucketBy)
    {
        if (_seen.TryAdd(hash)) RecordNew(target, hash, context, bucketBy);
    }

    public async ValueTask DisposeAsync()
    {
        // All at once: a sink that stalls must not take the others' time.
        await Task.WhenAll(_pumps.Select(pump => pump.DisposeAsync().AsTask())).ConfigureAwait(false);
        foreach (var sink in _owned) sink.Dispose();
    }

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
