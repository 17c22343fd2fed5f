using Dataface.Flags.Experiments.Portfolio.Documents;

namespace Dataface.Flags.Experiments.Portfolio.Reading;

/// <summary>
/// Refuses prerequisites that need each other in a circle, each circle once, with its path. Without recursion: chains may be long.
/// </summary>
internal static class CycleSearch
{
    public static void Run(Dictionary<string, ReadItem<BetPrerequisite>> prerequisites)
    {
        var left = new SortedDictionary<string, ReadItem<BetPrerequisite>>(prerequisites, StringComparer.Ordinal);
        TakeOutStraight(left);
        while (left.Count > 0)
        {
            var circle = Find(left);
            var first = left[circle[0]];
            if (first.Problems.IsFull) return;
            first.Problems.Error(
                PortfolioProblemCode.Cycle, PortfolioLinks.NodeOf(first.Fields, circle[1 % circle.Count]),
                $"These need each other in a circle: {string.Join(" → ", [.. circle, circle[0]])}.",
                "Take one of the needs out, or split the prerequisite that is needed too early.");
            foreach (var id in circle) left.Remove(id);
            TakeOutStraight(left);
        }
    }

    /// <summary>Takes out, again and again, whatever needs nothing that is left.</summary>
    private static void TakeOutStraight(SortedDictionary<string, ReadItem<BetPrerequisite>> left)
    {
        var waiting = left.ToDictionary(
            entry => entry.Key, entry => entry.Value.Item.Needs.Count(left.ContainsKey), StringComparer.Ordinal);
        var dependents = left.Values.SelectMany(item => item.Item.Needs, (item, need) => (need, item.Id))
            .ToLookup(pair => pair.need, pair => pair.Id, StringComparer.Ordinal);
        var free = new Queue<string>(waiting.Where(entry => entry.Value == 0).Select(entry => entry.Key));
        while (free.TryDequeue(out var id))
        {
            left.Remove(id);
            foreach (var dependent in dependents[id])
            {
                if (--waiting[dependent] == 0) free.Enqueue(dependent);
            }
        }
    }

    /// <summary>Everything that is left needs something that is left, so a walk along needs must come back to where it was.</summary>
    private static List<string> Find(SortedDictionary<string, ReadItem<BetPrerequisite>> left)
    {
        var walk = new List<string>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var current = left.First().Key;
        while (places.TryAdd(current, walk.Count))
        {
            walk.Add(current);
            current = left[current].Item.Needs.First(left.ContainsKey);
        }

        return walk[places[current]..];
    }
}
