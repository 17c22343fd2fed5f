namespace Dataface.Flags.Experiments.Portfolio.Mapping;

/// <summary>
/// Which bets to unlock together, and with which prerequisites, so that most value is unlocked for each day of work. A set must hold
/// whatever its members need, and each prerequisite counts once, however many need it.
/// </summary>
/// <remarks>
/// The best ratio is found exactly: for a price λ of a day, the set with most value above price is a minimum cut (Picard 1976), and λ rises
/// to the
/// set's own ratio until no set beats it (Dinkelbach 1967). Taken away again and again, such sets are Sidney's decomposition (1975): the
/// order of work that brings value earliest.
/// </remarks>
internal sealed class DensestSet(PrerequisiteGraph graph, double[] days)
{
    private const double Tolerance = 1e-9;

    private readonly bool[] _isDone = [.. days.Select(d => d <= 0)];

    /// <summary>A bet by what it needs directly, and its value, above 0.</summary>
    public readonly record struct Target(int[] Needs, double Value);

    /// <summary>The next best set, and marks its prerequisites as done. Null when nothing is left to unlock.</summary>
    /// <param name="targets">Bets that are not unlocked yet.</param>
    public (List<int> Prerequisites, List<int> Targets)? Take(IReadOnlyList<Target> targets)
    {
        if (targets.Count == 0) return null;
        var set = Everything(targets);
        while (Best(targets, Ratio(set, targets)) is { Targets.Count: > 0 } better
            && Ratio(better, targets) > Ratio(set, targets) * (1 + Tolerance)) set = better;
        foreach (var index in set.Prerequisites) _isDone[index] = true;
        return set;
    }

    private double Ratio((List<int> Prerequisites, List<int> Targets) set, IReadOnlyList<Target> targets)
    {
        var work = set.Prerequisites.Sum(index => days[index]);
        var value = set.Targets.Sum(index => targets[index].Value);
        return work > 0 ? value / work : double.PositiveInfinity;
    }

    private (List<int> Prerequisites, List<int> Targets) Everything(IReadOnlyList<Target> targets)
    {
        var needs = graph.Closure([.. targets.SelectMany(target => target.Needs)]);
        return ([.. needs.Where(index => !_isDone[index])], [.. Enumerable.Range(0, targets.Count)]);
    }

    /// <summary>The set with most value when a day costs a price.</summary>
    private (List<int> Prerequisites, List<int> Targets) Best(IReadOnlyList<Target> targets, double price)
    {
        var (source, sink) = (days.Length + targets.Count, days.Length + targets.Count + 1);
        var network = new FlowNetwork(sink + 1);
        for (var i = 0; i < days.Length; i++)
        {
            if (_isDone[i]) continue;
            network.Add(i, sink, days[i] * price);
            foreach (var need in graph.Needs[i].Where(need => !_isDone[need])) network.Add(i, need, double.PositiveInfinity);
        }

        for (var t = 0; t < targets.Count; t++)
        {
            network.Add(source, days.Length + t, targets[t].Value);
            foreach (var need in targets[t].Needs.Where(need => !_isDone[need]))
                network.Add(days.Length + t, need, double.PositiveInfinity);
        }

        var isReached = network.Cut(source, sink);
        return ([.. Enumerable.Range(0, days.Length).Where(i => isReached[i])],
            [.. Enumerable.Range(0, targets.Count).Where(t => isReached[days.Length + t])]);
    }
}
