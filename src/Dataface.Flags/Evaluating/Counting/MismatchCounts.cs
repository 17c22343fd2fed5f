using System.Collections.Concurrent;
using Dataface.Flags.Documents.Conditions;

namespace Dataface.Flags.Evaluating.Counting;

/// <summary>
/// How many evaluations of each flag met a value that can never match, by the kind of mismatch. The counters outlive reloads, so that
/// counts only grow. Thread-safe.
/// </summary>
internal sealed class MismatchCounts
{
    private static readonly CounterLabel[] Labels = Array.ConvertAll(AttributeMismatches.All,
        kind => new CounterLabel(NameOf(kind), default));

    private readonly ConcurrentDictionary<string, FlagCounters> _flags = new(StringComparer.Ordinal);

    /// <summary>The counters of a flag.</summary>
    public FlagCounters Of(string flag) => _flags.GetOrAdd(flag, static _ => new FlagCounters(Labels));

    /// <summary>Counts one evaluation.</summary>
    /// <param name="counters">The flag's.</param>
    /// <param name="kinds">A bit for each kind that it met.</param>
    public static void Count(FlagCounters counters, int kinds)
    {
        foreach (var kind in AttributeMismatches.All)
        {
            if ((kinds & (1 << (int)kind)) != 0) counters.Increment((int)kind - 1);
        }
    }

    /// <summary>What has occurred.</summary>
    public IEnumerable<(string Flag, string Kind, long Count)> Read() =>
        from flag in _flags
        from cell in Enumerable.Range(0, Labels.Length)
        let count = flag.Value.Read(cell)
        where count > 0
        select (flag.Key, Labels[cell].Variant, count);

    private static string NameOf(AttributeMismatch kind) => kind.ToString().ToLowerInvariant();
}
