using Dataface.Flags.Experiments.Portfolio.Documents;

namespace Dataface.Flags.Experiments.Portfolio.Mapping;

/// <summary>
/// Prerequisites as numbers, in an order in which each comes after what it needs. Speculative ones can be left out; then nothing waits for
/// them.
/// </summary>
internal sealed class PrerequisiteGraph
{
    private readonly Dictionary<string, int> _indexes;

    private PrerequisiteGraph(List<BetPrerequisite> ordered)
    {
        Ordered = ordered;
        _indexes = Enumerable.Range(0, ordered.Count).ToDictionary(i => ordered[i].Id, StringComparer.Ordinal);
        Needs = [.. ordered.Select(p => IndexesOf(Waits(p)))];
    }

    public IReadOnlyList<BetPrerequisite> Ordered { get; }

    /// <summary>What each prerequisite waits for.</summary>
    public IReadOnlyList<int[]> Needs { get; }

    public static PrerequisiteGraph Of(PortfolioPlan plan, bool withSpeculative) =>
        new(Sort([.. plan.Prerequisites.Where(p => withSpeculative || !p.IsSpeculative)]));

    /// <summary>The numbers of those that are in the graph, in order.</summary>
    public int[] IndexesOf(IEnumerable<string> ids) => [.. ids.Where(_indexes.ContainsKey).Select(id => _indexes[id]).Order()];

    /// <summary>What is needed for these, they themselves included, in order.</summary>
    public int[] Closure(IReadOnlyList<int> roots)
    {
        var isIn = new bool[Ordered.Count];
        foreach (var root in roots) isIn[root] = true;
        for (var i = Ordered.Count - 1; i >= 0; i--)
        {
            if (!isIn[i]) continue;
            foreach (var need in Needs[i]) isIn[need] = true;
        }

        return [.. Enumerable.Range(0, Ordered.Count).Where(i => isIn[i])];
    }

    /// <summary>Needs gate a beginning: what has begun waits no more.</summary>
    private static IReadOnlyList<string> Waits(BetPrerequisite prerequisite) => prerequisite.Status == PrerequisiteStatus.Open
        ? prerequisite.Needs : [];

    /// <summary>Level by level, so that equal plans give equal orders.</summary>
    private static List<BetPrerequisite> Sort(List<BetPrerequisite> prerequisites)
    {
        var ids = prerequisites.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        var waiting = prerequisites.ToDictionary(p => p.Id, p => Waits(p).Count(ids.Contains), StringComparer.Ordinal);
        var dependents = prerequisites.SelectMany(Waits, (p, need) => (Need: need, Dependent: p))
            .ToLookup(pair => pair.Need, pair => pair.Dependent, StringComparer.Ordinal);
        var ordered = prerequisites.Where(p => waiting[p.Id] == 0).ToList();
        for (var i = 0; i < ordered.Count; i++)
        {
            ordered.AddRange(dependents[ordered[i].Id].Where(dependent => --waiting[dependent.Id] == 0));
        }

        return ordered;
    }
}
