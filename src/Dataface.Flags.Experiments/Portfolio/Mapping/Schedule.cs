namespace Dataface.Flags.Experiments.Portfolio.Mapping;

/// <summary>
/// The critical path method: when each prerequisite can be done at the earliest, and how long each may wait. In calendar days from today.
/// </summary>
internal sealed class Schedule
{
    private readonly PrerequisiteGraph _graph;
    private readonly double[] _days;

    /// <summary>Goes forward once.</summary>
    /// <param name="days">What is left of each prerequisite.</param>
    public Schedule(PrerequisiteGraph graph, double[] days)
    {
        (_graph, _days) = (graph, days);
        EarliestFinish = new double[days.Length];
        for (var i = 0; i < days.Length; i++) EarliestFinish[i] = ReadyAfter(graph.Needs[i]) + days[i];
    }

    public double[] EarliestFinish { get; }

    public double EarliestStart(int index) => EarliestFinish[index] - _days[index];

    /// <summary>When all of these are done; 0 for none.</summary>
    public double ReadyAfter(int[] needs)
    {
        var ready = 0d;
        foreach (var need in needs) ready = Math.Max(ready, EarliestFinish[need]);
        return ready;
    }

    /// <summary>
    /// Goes backward: how many days each may be late before what needs these waits longer. Those that it does not need are not in it.
    /// </summary>
    public Dictionary<int, double> SlackTo(int[] needs)
    {
        var latest = new double[_days.Length];
        Array.Fill(latest, ReadyAfter(needs));
        var closure = _graph.Closure(needs);
        foreach (var index in closure.Reverse())
        {
            foreach (var need in _graph.Needs[index]) latest[need] = Math.Min(latest[need], latest[index] - _days[index]);
        }

        // What sums in another order can miss 0 by an ulp.
        return closure.ToDictionary(index => index, index => Math.Max(0, latest[index] - EarliestFinish[index]));
    }

    /// <summary>
    /// The chain that decides when these are done, first to last; of equal ones the first in order. Those that are done are not in it.
    /// </summary>
    public List<int> CriticalPath(int[] needs)
    {
        var path = new List<int>();
        while (needs.Length > 0 && needs.MaxBy(need => EarliestFinish[need]) is var last && EarliestFinish[last] > 0)
        {
            if (_days[last] > 0) path.Add(last);
            needs = _graph.Needs[last];
        }

        path.Reverse();
        return path;
    }
}
