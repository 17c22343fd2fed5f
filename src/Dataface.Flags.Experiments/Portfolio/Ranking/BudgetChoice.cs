namespace Dataface.Flags.Experiments.Portfolio.Ranking;

/// <summary>The one or two bets to test first.</summary>
internal static class BudgetChoice
{
    /// <summary>
    /// The bets whose net gains add up to most, within the budget. Every pair is tried, because the best pair may leave out the best bet.
    /// Only bets that gain are chosen; none when none does. Of equal choices the cheaper one.
    /// </summary>
    /// <param name="ranked">The bets in their order.</param>
    /// <param name="budget">The most that the tests may cost together; null for no limit.</param>
    /// <param name="most">1 or 2.</param>
    public static IReadOnlyList<RankedBet> Choose(IReadOnlyList<RankedBet> ranked, double? budget, int most)
    {
        var limit = budget ?? double.PositiveInfinity;
        var gaining = ranked.Where(bet => bet.Value.Net > 0).ToList();
        var choices = gaining.Select(bet => new[] { bet });
        if (most > 1) choices =
            choices.Concat(gaining.SelectMany((one, index) => gaining.Skip(index + 1), (one, other) => new[] { one, other }));
        return choices.Where(choice => choice.Sum(bet => bet.Value.Cost) <= limit)
            .OrderByDescending(choice => choice.Sum(bet => bet.Value.Net)).ThenBy(choice => choice.Sum(bet => bet.Value.Cost))
            .FirstOrDefault() ?? [];
    }
}
