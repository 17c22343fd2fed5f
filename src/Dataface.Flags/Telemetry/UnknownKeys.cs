using System.Collections.Concurrent;
using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Evaluating.Counting;

namespace Dataface.Flags.Telemetry;

/// <summary>
/// How often keys were evaluated that no document defines, for the first <see cref="Most"/> of them that could be a flag's. A key that is
/// known here costs a look-up and an increment; whatever else is evaluated is counted by <see cref="EvaluationDiagnostics"/> alone.
/// Thread-safe.
/// </summary>
internal sealed class UnknownKeys : EvaluationWatcher
{
    /// <summary>So many are told apart: code that makes up keys must not fill the memory.</summary>
    public const int Most = 100;

    private static readonly CounterLabel[] Labels = [new("", EvaluationReason.FlagNotFound)];

    private readonly ConcurrentDictionary<string, FlagCounters> _keys = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>What was counted since the client started.</summary>
    public IEnumerable<EvaluationCount> Read() => _keys.Select(key => new EvaluationCount
    {
        Flag = key.Key,
        Variant = "",
        Reason = EvaluationReason.FlagNotFound,
        Count = key.Value.Read(0),
    });

    /// <summary>Outcomes of flags that there are tell nothing new.</summary>
    public override Func<Outcome, OutcomeObserver?>? Watch(FlagDetails flag) => null;

    public override void Missing(string? key, EvaluationReason reason)
    {
        if (key is null || reason != EvaluationReason.FlagNotFound) return;
        if (_keys.TryGetValue(key, out var counters) || TryAdd(key, out counters)) counters.Increment(0);
    }

    private bool TryAdd(string key, out FlagCounters counters)
    {
        counters = null!;
        if (Volatile.Read(ref _count) >= Most || !Names.IsName(key)) return false;
        if (Interlocked.Increment(ref _count) > Most)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        counters = new FlagCounters(Labels);
        if (_keys.TryAdd(key, counters)) return true;
        Interlocked.Decrement(ref _count);
        return _keys.TryGetValue(key, out counters!);
    }
}
