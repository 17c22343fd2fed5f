namespace Dataface.Flags.Documents.Conditions;

/// <summary>The instants at which time windows open or close, in order: between two of them nothing changes. Immutable.</summary>
internal sealed class WindowEdges
{
    public static readonly WindowEdges None = new([]);

    private readonly DateTimeOffset[] _edges;

    private WindowEdges(DateTimeOffset[] edges) => _edges = edges;

    public IReadOnlyList<DateTimeOffset> All => _edges;

    /// <summary>The edges of all windows in some conditions.</summary>
    public static WindowEdges Of(IEnumerable<CompiledCondition?> conditions)
    {
        var (edges, seen) = (new SortedSet<DateTimeOffset>(), new HashSet<CompiledCondition>(ReferenceEqualityComparer.Instance));
        foreach (var condition in conditions) Collect(condition);
        return edges.Count == 0 ? None : new([.. edges]);

        void Collect(CompiledCondition? condition)
        {
            if (condition is not { HasWindow: true } || !seen.Add(condition)) return;
            foreach (var child in condition.Children) Collect(child);
            if (condition.Definition is not WindowCondition window) return;
            if (window.From is { } from) edges.Add(from);
            if (window.Until is { } until) edges.Add(until);
        }
    }

    /// <summary>How many have come by an instant.</summary>
    public int PassedAt(DateTimeOffset now)
    {
        var index = Array.BinarySearch(_edges, now);
        return index < 0 ? ~index : index + 1;
    }

    /// <summary>The next after an instant; null when none is to come.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset now) => PassedAt(now) is var next && next < _edges.Length ? _edges[next] : null;
}
