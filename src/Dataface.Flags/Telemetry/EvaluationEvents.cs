using System.Collections.Frozen;
using Dataface.Flags.Evaluating;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Telemetry;

/// <summary>Says which flags' evaluations are written as log events, and makes those events when a snapshot is compiled. Thread-safe.</summary>
internal sealed class EvaluationEvents
{
    private const string EveryFlag = "*";

    private readonly FrozenSet<string> _flags;
    private readonly double _sampleRatio;
    private readonly Func<string?, bool> _isStale;
    private readonly ILogger _log;
    private int _hasFailed;

    /// <param name="isStale">Whether what a provider gave, or the state, may be old.</param>
    public EvaluationEvents(FlagClientOptions options, Func<string?, bool> isStale, ILoggerFactory loggers, ILogger log)
    {
        _flags = options.EvaluationEvents.Flags.ToFrozenSet(StringComparer.Ordinal);
        _sampleRatio = options.EvaluationEvents.SampleRatio;
        _isStale = isStale;
        _log = log;
        Environment = options.Environment!;
        Units = new UnitNames(options.EvaluationEvents.ContextId, options.UnitSecret);
        Logger = loggers.CreateLogger(TelemetryNames.EvaluationEventCategory);
    }

    public string Environment { get; }

    public UnitNames Units { get; }

    public ILogger Logger { get; }

    /// <summary>What picks a flag's evaluations; false when none are written.</summary>
    /// <param name="flag">The flag's key.</param>
    /// <param name="sampler">Null when all are.</param>
    public bool Includes(string flag, out EvaluationSampler? sampler)
    {
        sampler = null;
        if (_flags.Contains(flag) || _flags.Contains(EveryFlag)) return true;
        if (_sampleRatio <= 0) return false;
        if (_sampleRatio < 1) sampler = new EvaluationSampler(_sampleRatio);
        return true;
    }

    public EvaluationEvent For(FlagDetails flag, string? variant, EvaluationReason reason, EvaluationSampler? sampler) =>
        new(this, flag.Key, variant, reason, flag.Source, sampler);

    /// <summary>Writes an evaluation that found no flag, if its key has opted in.</summary>
    public void Missing(string? key, EvaluationReason reason)
    {
        // The key comes from the caller, so only the listed ones count: anything else could be anything.
        if (key is not null && _flags.Contains(key)) new EvaluationEvent(this, key, null, reason, null, null).Write(null, null);
    }

    public bool IsStale(string? provider) => _isStale(provider);

    public void LoggerFailed(Exception error)
    {
        if (Interlocked.Exchange(ref _hasFailed, 1) == 0) EvaluationLog.EventLoggerFailed(_log, error);
    }
}
