using System.Collections.Concurrent;

namespace Dataface.Flags.Telemetry;

/// <summary>
/// The evaluation counters of a client's flags. They outlive reloads, so that counts only grow; a flag whose variants or reasons change
/// gets new cells and keeps the old ones for reading. Thread-safe.
/// </summary>
internal sealed class CounterRegistry
{
    private readonly ConcurrentDictionary<string, FlagCounters[]> _flags = new(StringComparer.Ordinal);

    /// <summary>The evaluations that met a value which can never match.</summary>
    public MismatchCounts Mismatches { get; } = new();

    /// <summary>The counters of a flag for these labels, made when there are none yet.</summary>
    public FlagCounters For(string flag, CounterLabel[] labels)
    {
        var generations = _flags.AddOrUpdate(
            flag,
            static (_, wanted) => [new FlagCounters(wanted)],
            static (_, known, wanted) => known.Any(c => Same(c, wanted)) ? known : [.. known, new FlagCounters(wanted)],
            labels);
        return Array.Find(generations, counters => Same(counters, labels))!;
    }

    /// <summary>The count of every flag, variant and reason that has occurred.</summary>
    public IEnumerable<EvaluationCount> Read()
    {
        foreach (var (flag, generations) in _flags)
        {
            var sums = new Dictionary<CounterLabel, long>();
            foreach (var counters in generations)
            {
                for (var cell = 0; cell < counters.Labels.Length; cell++)
                {
                    var label = counters.Labels[cell];
                    sums[label] = sums.GetValueOrDefault(label) + counters.Read(cell);
                }
            }

            foreach (var (label, count) in sums)
            {
                if (count > 0) yield return new EvaluationCount(flag, label.Variant, label.Reason, count);
            }
        }
    }

    private static bool Same(FlagCounters counters, CounterLabel[] labels) => counters.Labels.AsSpan().SequenceEqual(labels);
}
