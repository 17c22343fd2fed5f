namespace Dataface.Flags.Experiments.Portfolio.Mapping;

/// <summary>A network with capacities, and its minimum cut by Dinic's algorithm.</summary>
internal sealed class FlowNetwork(int nodes)
{
    /// <summary>Less than this is no capacity, relative to the largest.</summary>
    private const double Tolerance = 1e-12;

    private readonly List<int>[] _edges = [.. Enumerable.Range(0, nodes).Select(_ => new List<int>())];
    private readonly List<int> _to = [];
    private readonly List<double> _capacity = [];
    private double _least;

    public void Add(int from, int to, double capacity)
    {
        _edges[from].Add(_to.Count);
        _to.Add(to);
        _capacity.Add(capacity);
        _edges[to].Add(_to.Count);
        _to.Add(from);
        _capacity.Add(0);
        if (double.IsFinite(capacity)) _least = Math.Max(_least, capacity * Tolerance);
    }

    /// <summary>The nodes on the source's side of a minimum cut.</summary>
    public bool[] Cut(int source, int sink)
    {
        while (true)
        {
            var levels = Levels(source);
            if (levels[sink] < 0) return [.. levels.Select(level => level >= 0)];
            var next = new int[nodes];
            while (Push(source, sink, levels, next))
            {
            }
        }
    }

    private int[] Levels(int source)
    {
        var levels = new int[nodes];
        Array.Fill(levels, -1);
        levels[source] = 0;
        var queue = new Queue<int>([source]);
        while (queue.TryDequeue(out var node))
        {
            foreach (var edge in _edges[node])
            {
                if (_capacity[edge] <= _least || levels[_to[edge]] >= 0) continue;
                levels[_to[edge]] = levels[node] + 1;
                queue.Enqueue(_to[edge]);
            }
        }

        return levels;
    }

    /// <summary>Sends flow along one more path; without recursion, because chains may be long.</summary>
    private bool Push(int source, int sink, int[] levels, int[] next)
    {
        var path = new List<int>();
        var node = source;
        while (node != sink)
        {
            if (Onward(node, levels, next) is { } edge)
            {
                path.Add(edge);
                node = _to[edge];
            }
            else if (path.Count == 0) return false;
            else
            {
                var back = path[^1];
                path.RemoveAt(path.Count - 1);
                node = _to[back ^ 1];
                next[node]++;
            }
        }

        var flow = path.Min(edge => _capacity[edge]);
        foreach (var edge in path)
        {
            _capacity[edge] -= flow;
            _capacity[edge ^ 1] += flow;
        }

        return true;
    }

    private int? Onward(int node, int[] levels, int[] next)
    {
        for (; next[node] < _edges[node].Count; next[node]++)
        {
            var edge = _edges[node][next[node]];
            if (_capacity[edge] > _least && levels[_to[edge]] == levels[node] + 1) return edge;
        }

        return null;
    }
}
