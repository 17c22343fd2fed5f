using System.Collections.Frozen;
using Dataface.Flags.Evaluating;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Telemetry;

/// <summary>
/// Says which flags' evaluations are written as log events, and makes those events when a snapshot is compiled. Thread-safe.
/// </summary>
internal sealed class EvaluationEvents : EvaluationWatcher
{
    private const string EveryFlag = "*";

    private readonly FrozenSet<string> _flags;
    private readonly double _sampleRatio;
    private readonly Func<string?, bool> _isStale;
    private readonly ILogger _log;
    private int _hasFailed;

    /// <param name="isStale">Whether what a provider gave, or the state, may be old.</param>
    public EvaluationEvents(
        EvaluationEventOptions options, string environment, string? unitSecret, Func<string?, bool> isStale, ILoggerFactory loggers,
        ILogger log)
    {
        _flags = options.Flags.ToFrozenSet(StringComparer.Ordinal);
        _sampleRatio = options.SampleRatio;
        _isStale = isStale;
        _log = log;
        Environment = environment;
        Units = new UnitNames(options.ContextId, unitSecret);
        Logger = loggers.CreateLogger(TelemetryNames.EvaluationEventCategory);
    }

    public string Environment { get; }

    public UnitNames Units { get; }

    public ILogger Logger { get; }

    /// <summary>Every outcome of a flag that has opted in; one sampler picks among all of its evaluations.</summary>
    public override Func<Outcome, OutcomeObserver?>? Watch(FlagDetails flag)
    {
        var isNamed = _flags.Contains(flag.Key) || _flags.Contains(EveryFlag);
        if (!isNamed && _sampleRatio <= 0) return null;
        var sampler = isNamed || _sampleRatio >= 1 ? null : new EvaluationSampler(_sampleRatio);
        return outcome => new EvaluationEvent(this, flag.Key, outcome.Variant?.Name, outcome.Reason, flag.Source, sampler);
    }

    /// <summary>Writes an evaluation that found no flag, if its key has opted in.</summary>
    public override void Missing(string? key, EvaluationReason reason)
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
