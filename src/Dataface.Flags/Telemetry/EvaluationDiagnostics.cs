using System.Collections.Concurrent;
using Dataface.Flags.Evaluating;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Telemetry;

/// <summary>What went wrong in evaluations: counted always, logged once per flag and cause, in bounded memory.</summary>
/// <param name="events">Is told of evaluations that found no flag; null when no flag has opted in.</param>
/// <param name="start">Knows why no flag can be evaluated; null where there never are any.</param>
internal sealed class EvaluationDiagnostics(ILogger logger, EvaluationEvents? events = null, StartProgress? start = null)
{
    /// <summary>So many different flags and causes are logged; later ones are only counted.</summary>
    private const int LogLimit = 1_000;

    private const int NotReadyCell = 0, FlagNotFoundCell = 1, TypeMismatchCell = 2, NoUnitCell = 3;

    private static readonly CounterLabel[] Problems =
    [
        new("", EvaluationReason.NotReady), new("", EvaluationReason.FlagNotFound),
        new("", EvaluationReason.TypeMismatch), new("", EvaluationReason.NoUnit),
    ];

    private readonly ConcurrentDictionary<(string Key, EvaluationReason Reason), bool> _logged = new();
    private readonly FlagCounters _counters = new(Problems);
    private int _loggedCount;

    public IEnumerable<(EvaluationReason Reason, long Count)> Counts =>
        Problems.Select((problem, cell) => (problem.Reason, _counters.Read(cell)));

    /// <summary>Why every flag is off.</summary>
    public string WhyNotReady => start?.WhyNotReady ?? "There are no flags here.";

    public void Missing(string? key, EvaluationReason reason)
    {
        events?.Missing(key, reason);
        if (reason == EvaluationReason.NotReady)
        {
            _counters.Increment(NotReadyCell);
            NotReady(key ?? "(null)", start?.Stage ?? StartStage.Over);
            return;
        }

        _counters.Increment(FlagNotFoundCell);
        if (IsNews(key ?? "(null)", reason)) EvaluationLog.FlagNotFound(logger, key ?? "(null)");
    }

    public void TypeMismatch(CompiledFlag flag)
    {
        _counters.Increment(TypeMismatchCell);
        if (IsNews(flag.Details.Key, EvaluationReason.TypeMismatch)) EvaluationLog.TypeMismatch(logger, flag.Details.Key, flag.Kind);
    }

    public void NoUnit(CompiledFlag flag)
    {
        _counters.Increment(NoUnitCell);
        if (IsNews(flag.Details.Key, EvaluationReason.NoUnit)) EvaluationLog.NoUnit(logger, flag.Details.Key, flag.BucketBy);
    }

    /// <summary>Logged once for each stage, whatever the flag.</summary>
    private void NotReady(string key, StartStage stage)
    {
        if (stage == StartStage.NotStarted)
        {
            if (IsNews("(not started)", EvaluationReason.NotReady)) EvaluationLog.NotStarted(logger, key, WhyNotReady);
        }
        else if (IsNews(stage == StartStage.Starting ? "(starting)" : "", EvaluationReason.NotReady))
        {
            EvaluationLog.NotReady(logger, key, WhyNotReady);
        }
    }

    private bool IsNews(string key, EvaluationReason reason)
    {
        if (Volatile.Read(ref _loggedCount) >= LogLimit || _logged.ContainsKey((key, reason)) || !_logged.TryAdd((key, reason), true)) return false;
        if (Interlocked.Increment(ref _loggedCount) == LogLimit) EvaluationLog.LimitReached(logger, LogLimit);
        return true;
    }
}
