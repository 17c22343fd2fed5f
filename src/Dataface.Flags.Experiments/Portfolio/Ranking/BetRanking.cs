using Dataface.Flags.Experiments.Portfolio.Beliefs;
using Dataface.Flags.Experiments.Portfolio.Documents;

namespace Dataface.Flags.Experiments.Portfolio.Ranking;

/// <summary>Bets that are not under way yet, by the expected net gain of testing them.</summary>
/// <param name="Bets">The best first; equal ones by identifier.</param>
/// <param name="Apart">Bets that are running or decided.</param>
internal sealed record BetRanking(IReadOnlyList<RankedBet> Bets, IReadOnlyList<Bet> Apart)
{
    /// <summary>The moved priors, of any bet, that would put another bet at the top.</summary>
    public IEnumerable<(RankedBet Bet, Shift Shift)> Overturns => Bets.SelectMany(bet => bet.Shifts, (bet, shift) => (bet, shift))
        .Where(pair => pair.bet.Place == 1 ? pair.shift.Place > 1 : pair.shift.Place == 1);

    /// <param name="plan">The plan.</param>
    /// <param name="waits">The days until each bet's test can start, by identifier, as the map has them; 0 for those it has not.</param>
    public static BetRanking Of(PortfolioPlan plan, IReadOnlyDictionary<string, double> waits)
    {
        var open = plan.Bets.Where(IsOpen).Select(bet => (Bet: bet, Value: BetValue.Of(bet, bet.Belief, waits.GetValueOrDefault(bet.Id))))
            .OrderByDescending(pair => pair.Value.Net).ThenBy(pair => pair.Bet.Id, StringComparer.Ordinal).ToList();
        var ranked = open.Select((pair, index) => new RankedBet(
            pair.Bet, index + 1, pair.Value, waits.GetValueOrDefault(pair.Bet.Id),
            [.. pair.Bet.Belief.Varied().Select(varied => Shift(pair.Bet, varied))]));
        return new([.. ranked], [.. plan.Bets.Where(bet => !IsOpen(bet))]);

        Shift Shift(Bet bet, VariedBelief varied)
        {
            var net = BetValue.Of(bet, varied.Belief, waits.GetValueOrDefault(bet.Id)).Net;
            return new(varied.Change, net, 1 + open.Count(other => other.Bet.Id != bet.Id && IsBefore(other, (net, bet.Id))));
        }
    }

    private static bool IsOpen(Bet bet) => bet.Status is BetStatus.Proposed or BetStatus.Designed;

    private static bool IsBefore((Bet Bet, BetValue Value) other, (double Net, string Id) one) =>
        other.Value.Net > one.Net || (other.Value.Net == one.Net && string.CompareOrdinal(other.Bet.Id, one.Id) < 0);
}

/// <summary>A bet and where it stands.</summary>
/// <param name="Place">From 1.</param>
/// <param name="Wait">The days until its test can start.</param>
/// <param name="Shifts">What it would be worth, and where it would stand, with its own prior moved and all others as they are.</param>
internal sealed record RankedBet(Bet Bet, int Place, BetValue Value, double Wait, IReadOnlyList<Shift> Shifts)
{
    /// <summary>Why it stands there, in a sentence or two.</summary>
    public string Why
    {
        get
        {
            var share = Value.Perfect > 0
                ? $", {Words.Percent(Value.Sample / Value.Perfect)} of what a perfect answer would ({Words.Money(Value.Perfect)})" : "";
            var forgone = Value.Forgone > 0 ? $", waiting forgoes {Words.Money(Value.Forgone)}" : "";
            var prior = Bet.Belief.WithoutTest > 0 ? "build it" : "leave it";
            var verdict = Value.Net > 0
                ? $"Net {Words.Money(Value.Net)} over acting on the belief, which says: {prior}."
                : $"Testing loses {Words.Money(-Value.Net)} against acting on the belief: {prior} without a test, or find a cheaper one.";
            var start = Wait > 0 ? $"Its test can start in {Words.Days(Wait)}. " : "";
            return $"{start}The answer is worth {Words.Money(Value.Sample)}{share}; it steers {Words.Percent(Value.SteeredShare)} of the "
                + $"horizon{forgone}, the test costs {Words.Money(Value.Cost)}. {verdict}";
        }
    }
}

/// <summary>What a moved prior makes of a bet.</summary>
/// <param name="Change">What was moved, such as "prior mean −50 %".</param>
/// <param name="Net">The expected net gain then.</param>
/// <param name="Place">The place then.</param>
internal sealed record Shift(string Change, double Net, int Place);
