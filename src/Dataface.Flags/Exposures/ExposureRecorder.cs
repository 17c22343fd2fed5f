using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Dataface.Flags.Documents;
using Dataface.Flags.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Exposures;

/// <summary>Takes exposures from evaluations, drops those that are known, and hands the others to the sinks without ever waiting. Thread-safe.</summary>
internal sealed class ExposureRecorder : IAsyncDisposable
{
    private readonly SeenUnits _seen;
    private readonly ExposurePump[] _pumps;
    private readonly ExposureScope _scope;
    private readonly FrozenSet<string> _flags;
    private readonly TimeProvider _time;
    private readonly IDisposable[] _owned;
    private long _withoutUnit;

    public ExposureRecorder(FlagClientOptions options, ILogger logger)
    {
        var exposures = options.Exposures;
        (_scope, _time) = (exposures.Scope, options.TimeProvider);
        _flags = exposures.Flags.ToFrozenSet(StringComparer.Ordinal);
        _seen = new SeenUnits(exposures.RememberedUnits);
        var sinks = options.ExposureSinks.Select(make => make(options)).ToArray();
        if (sinks.GroupBy(s => s.Sink.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } alike)
        {
            throw new OptionsValidationException(
                Options.DefaultName, typeof(FlagClientOptions),
                [$"{alike.Count()} exposure sinks are called '{alike.Key}'. Give each a name of its own, so that logs and counters can tell them apart."]);
        }

        _owned = [.. sinks.Where(s => s.IsOwned).Select(s => s.Sink).OfType<IDisposable>()];
        var units = new UnitNames(exposures.Units, options.UnitSecret);
        _pumps = [.. sinks.Select(s => new ExposurePump(s.Sink, units, exposures, Forget, _time, logger, options.Outages))];
    }

    public IReadOnlyList<ExposurePump> Pumps => _pumps;

    /// <summary>Exposures of units that must not or cannot be written: private, or longer than <see cref="UnitNames.LongestUnit"/>.</summary>
    public long WithoutUnit => Volatile.Read(ref _withoutUnit);

    /// <summary>Whether a flag's exposures are recorded.</summary>
    public bool Includes(FlagDefinition flag) => _scope switch
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
