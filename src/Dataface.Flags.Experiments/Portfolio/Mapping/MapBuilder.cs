using Dataface.Flags.Experiments.Portfolio.Beliefs;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Ranking;

namespace Dataface.Flags.Experiments.Portfolio.Mapping;

/// <summary>Makes the map of a plan.</summary>
internal sealed class MapBuilder
{
    private readonly PrerequisiteGraph _graph;
    private readonly DayRange[] _remaining;
    private readonly Schedule _schedule;
    private readonly List<(Bet Bet, int[] Needs, double Net)> _bets;

    private MapBuilder(PortfolioPlan plan, DateOnly today, bool withSpeculative)
    {
        _graph = PrerequisiteGraph.Of(plan, withSpeculative);
        _remaining = [.. _graph.Ordered.Select(p => p.RemainingOn(today))];
        _schedule = ScheduleOf(range => range.Expected);
        _bets = [.. plan.Bets.Where(bet => bet.Status != BetStatus.Decided)
            .Select(bet => (bet, _graph.IndexesOf(bet.Needs), _schedule.ReadyAfter(_graph.IndexesOf(bet.Needs))))
            .Select(entry => (entry.bet, entry.Item2, BetValue.Of(entry.bet, entry.bet.Belief, entry.Item3).Net))];
    }

    public static PortfolioMap Build(PortfolioPlan plan, DateOnly today)
    {
        var whole = new MapBuilder(plan, today, withSpeculative: true);
        var steps = new MapBuilder(plan, today, withSpeculative: false);
        var unlocks = steps.Unlocks();
        var stepOf = unlocks.SelectMany((step, index) => step.Prerequisites, (step, id) => id)
            .ToDictionary(id => id, id => 1 + unlocks.FindIndex(step => step.Prerequisites.Contains(id)), StringComparer.Ordinal);
        return new(
            today, [.. steps.Prerequisites(stepOf)], [.. whole.Prerequisites(stepOf).Where(p => p.Prerequisite.IsSpeculative)],
            [.. steps.Bets(whole)], unlocks);
    }

    private Schedule ScheduleOf(Func<DayRange, double> days) => new(_graph, [.. _remaining.Select(days)]);

    private IEnumerable<MappedPrerequisite> Prerequisites(Dictionary<string, int> stepOf)
    {
        var slack = new double?[_graph.Ordered.Count];
        var neededBy = _graph.Ordered.Select(_ => new List<string>()).ToArray();
        foreach (var (bet, needs, _) in _bets)
        {
            foreach (var (index, days) in _schedule.SlackTo(needs))
            {
                slack[index] = Math.Min(slack[index] ?? double.PositiveInfinity, days);
                neededBy[index].Add(bet.Id);
            }
        }

        return _graph.Ordered.Select((prerequisite, i) => new MappedPrerequisite(
            prerequisite, _remaining[i], _schedule.EarliestStart(i), _schedule.EarliestFinish[i], slack[i], neededBy[i],
            stepOf.TryGetValue(prerequisite.Id, out var step) ? step : null));
    }

    private IEnumerable<MappedBet> Bets(MapBuilder whole)
    {
        var (shortest, longest) = (ScheduleOf(range => range.From), ScheduleOf(range => range.To));
        return _bets.Select((entry, i) => new MappedBet(
            entry.Bet, entry.Net, _schedule.ReadyAfter(entry.Needs), new(shortest.ReadyAfter(entry.Needs), longest.ReadyAfter(entry.Needs)),
            whole._schedule.ReadyAfter(whole._bets[i].Needs),
            [.. _schedule.CriticalPath(entry.Needs).Select(index => _graph.Ordered[index].Id)]));
    }

    /// <summary>Bets that gain nothing unlock nothing, and bets that wait for nothing are unlocked already.</summary>
    private List<UnlockStep> Unlocks()
    {
        var days = _remaining.Select(range => range.Expected).ToArray();
        var waiting = _bets.Where(entry => entry.Net > 0 && _schedule.ReadyAfter(entry.Needs) > 0 && entry.Bet.Status != BetStatus.Running)
            .ToList();
        var sets = new DensestSet(_graph, days);
        var steps = new List<UnlockStep>();
        while (sets.Take([.. waiting.Select(entry => new DensestSet.Target(entry.Needs, entry.Net))]) is var (prerequisites, targets))
        {
            steps.Add(new(
                [.. prerequisites.Select(index => _graph.Ordered[index].Id)], [.. targets.Select(index => waiting[index].Bet.Id)],
                targets.Sum(index => waiting[index].Net), prerequisites.Sum(index => days[index])));
            waiting = [.. waiting.Where((_, index) => !targets.Contains(index))];
        }

        return steps;
    }
}
