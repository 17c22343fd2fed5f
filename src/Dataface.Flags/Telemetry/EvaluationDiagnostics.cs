using System.Collections.Concurrent;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Evaluating.Counting;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Telemetry;

/// <summary>What went wrong in evaluations: counted always, logged once per flag and cause, in bounded memory.</summary>
/// <param name="standing">Knows why no flag can be evaluated; null where there never are any.</param>
internal sealed class EvaluationDiagnostics(ILogger logger, ClientStanding? standing = null) : EvaluationWatcher
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
    private Func<Outcome, OutcomeObserver?>? _watch;
    private Observer? _observer;

    public IEnumerable<(EvaluationReason Reason, long Count)> Counts =>
        Problems.Select((problem, cell) => (problem.Reason, _counters.Read(cell)));

    /// <summary>Outcomes that could not be decided as asked.</summary>
    public override Func<Outcome, OutcomeObserver?> Watch(FlagDetails flag) => _watch ??= Watch;

    public override void Missing(string? key, EvaluationReason reason)
    {
        if (reason == EvaluationReason.NotReady)
        {
            _counters.Increment(NotReadyCell);
            NotReady(key ?? "(null)", standing?.Stage ?? StartStage.Over);
            return;
        }

        _counters.Increment(FlagNotFoundCell);
        if (IsNews(key ?? "(null)", reason)) EvaluationLog.FlagNotFound(logger, key ?? "(null)");
    }

    private OutcomeObserver? Watch(Outcome outcome) =>
        outcome.Reason is EvaluationReason.NoUnit or EvaluationReason.TypeMismatch ? _observer ??= new Observer(this) : null;

    private void Undecided(FlagDetails flag, EvaluationReason reason, string bucketBy)
    {
        _counters.Increment(reason == EvaluationReason.NoUnit ? NoUnitCell : TypeMismatchCell);
        if (!IsNews(flag.Key, reason)) return;
        if (reason == EvaluationReason.NoUnit) EvaluationLog.NoUnit(logger, flag.Key, bucketBy);
        else EvaluationLog.TypeMismatch(logger, flag.Key, flag.OffVariant.Kind);
    }

    /// <summary>Logged once for each stage, whatever the flag.</summary>
    private void NotReady(string key, StartStage stage)
    {
        if (stage == StartStage.NotStarted)
        {
            if (IsNews("(not started)", EvaluationReason.NotReady)) EvaluationLog.NotStarted(logger, key,
                standing?.WhyNotReady ?? ClientStanding.Never);
        }
        else if (IsNews(stage == StartStage.Starting ? "(starting)" : "", EvaluationReason.NotReady))
        {
            EvaluationLog.NotReady(logger, key, standing?.WhyNotReady ?? ClientStanding.Never);
        }
    }

    private bool IsNews(string key, EvaluationReason reason)
    {
        if (Volatile.Read(ref _loggedCount) >= LogLimit || _logged.ContainsKey((key, reason)) || !_logged.TryAdd((key, reason), true))
            return false;
        if (Interlocked.Increment(ref _loggedCount) == LogLimit) EvaluationLog.LimitReached(logger, LogLimit);
        return true;
    }

    private sealed class Observer(EvaluationDiagnostics owner) : OutcomeObserver
    {
        public override void Observe(Outcome outcome, EvaluationContext? context, string bucketBy, ulong unitHash) =>
            owner.Undecided(outcome.Flag!, outcome.Reason, bucketBy);
    }
}
