using System.Collections.Concurrent;

namespace Dataface.Flags.Evaluating.Counting;

/// <summary>
/// The evaluation counters of a client's flags. They outlive reloads, so that counts only grow; a flag whose variants or reasons change
/// gets new cells and keeps the old ones for reading. Thread-safe.
/// </summary>
internal sealed class CounterRegistry
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, FlagCounters> _flags = new(StringComparer.Ordinal);

    // Flags of the same variants and reasons share one list.
    private readonly HashSet<CounterLabel[]> _labels = new(new SameLabels());

    /// <summary>The evaluations that met a value which can never match.</summary>
    public MismatchCounts Mismatches { get; } = new();

    /// <summary>The counters of a flag for these labels, made when there are none yet.</summary>
    public FlagCounters For(string flag, CounterLabel[] labels)
    {
        lock (_gate)
        {
            var newest = _flags.GetValueOrDefault(flag);
            for (var counters = newest; counters is not null; counters = counters.Earlier)
            {
                if (counters.Labels.AsSpan().SequenceEqual(labels)) return counters;
            }

            if (!_labels.TryGetValue(labels, out var shared)) _labels.Add(shared = labels);
            return _flags[flag] = new FlagCounters(shared, newest);
        }
    }

    /// <summary>Gives back room for flags that do not come.</summary>
    public void Trim()
    {
        lock (_gate) _flags.TrimExcess();
    }

    /// <summary>The count of every flag, variant and reason that has occurred.</summary>
    public IEnumerable<EvaluationCount> Read()
    {
        KeyValuePair<string, FlagCounters>[] flags;
        lock (_gate) flags = [.. _flags];
        foreach (var (flag, newest) in flags)
        {
            var sums = new Dictionary<CounterLabel, long>();
            for (var counters = newest; counters is not null; counters = counters.Earlier)
            {
                for (var cell = 0; cell < counters.Labels.Length; cell++)
                {
                    var label = counters.Labels[cell];
                    sums[label] = sums.GetValueOrDefault(label) + counters.Read(cell);
                }
            }

            foreach (var (label, count) in sums)
            {
                if (count > 0) yield return new EvaluationCount
                {
                    Flag = flag,
                    Variant = label.Variant,
                    Reason = label.Reason,
                    Count = count,
                };
            }
        }
    }

    private sealed class SameLabels : IEqualityComparer<CounterLabel[]>
    {
        public bool Equals(CounterLabel[]? x, CounterLabel[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(CounterLabel[] obj)
        {
            var hash = default(HashCode);
            foreach (var label in obj) hash.Add(label);
            return hash.ToHashCode();
        }
    }
}
