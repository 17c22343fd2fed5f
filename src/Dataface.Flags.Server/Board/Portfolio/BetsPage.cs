using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Ranking;
using Dataface.Flags.Server.Board.Rendering;
using Amounts = Dataface.Flags.Experiments.Portfolio.Words;

namespace Dataface.Flags.Server.Board.Portfolio;

/// <summary>Which bet to test next.</summary>
internal static class BetsPage
{
    private const int Most = 2;
    private static readonly string[] Columns = ["Place", "Bet", "Net gain of the test", "Cost", "Why it is there", "Owner"];
    private static readonly string[] ApartColumns = ["Bet", "Status", "Owner"];
    private static readonly string[] DesignColumns = ["Bet", "Decision rule", "Success", "Failure", "Constraints", "Then"];

    /// <param name="plan">The plan.</param>
    /// <param name="waits">The days until each bet's test can start.</param>
    public static Html Of(PortfolioPlan plan, IReadOnlyDictionary<string, double> waits)
    {
        var ranking = BetRanking.Of(plan, waits);
        var first = BudgetChoice.Choose(ranking.Bets, budget: null, Most);
        return Html.Of($"""
            <p class="lead">{First(first)}</p>
            {Markup.Table("Bets by the expected net gain of testing them", Columns, ranking.Bets.Select(Row))}
            {Sensitivity(ranking)}
            <h2>How each is decided</h2>
            {Markup.Table("What was written down before each test", DesignColumns, Designs(ranking))}
            {Html.If(ranking.Apart.Count > 0, () => Html.Of(
                $"<h2>Running or decided</h2>{Markup.Table("Bets that are not ranked any "
                    + "more", ApartColumns, ranking.Apart.Select(Row))}"))}
            """);
    }

    private static string First(IReadOnlyList<RankedBet> first) =>
        first.Count == 0 ? "No test is worth its cost today." : $"Test first: {string.Join(" and ", first.Select(Named))}.";

    private static string Named(RankedBet bet) => bet.Wait > 0 ? $"{bet.Bet.Title} (in {Amounts.Days(bet.Wait)})" : bet.Bet.Title;

    private static IEnumerable<Html> Designs(BetRanking ranking) =>
        ranking.Bets.Select(bet => bet.Bet).Concat(ranking.Apart).Select(Design);

    private static Html Row(RankedBet bet) => Html.Of($"""
        <tr><td class="number">{bet.Place}</td><th scope="row">{bet.Bet.Title}</th>
        <td class="number">{Amounts.Money(bet.Value.Net)}</td><td class="number">{Amounts.Money(bet.Value.Cost)}</td>
        <td>{bet.Why}</td><td>{bet.Bet.Owner}</td></tr>
        """);

    private static Html Design(Bet bet) => Html.Of($"""
        <tr><th scope="row">{bet.Title}</th><td>{bet.DecisionRule ?? "not written down yet"}</td>
        <td>{Signals(bet.Success)}</td><td>{Signals(bet.Failure)}</td>
        <td>{string.Join("; ", bet.Constraints)}</td><td>{bet.FollowUp}</td></tr>
        """);

    private static string Signals(IReadOnlyList<Signal> signals) =>
        string.Join("; ", signals.Select(signal => $"{signal.Name}: {signal.Threshold}"));

    private static Html Row(Bet bet) =>
        Html.Of($"""<tr><th scope="row">{bet.Title}</th><td>{Markup.Of(bet.Status)}</td><td>{bet.Owner}</td></tr>""");

    private static Html Sensitivity(BetRanking ranking) => ranking.Overturns.Any()
        ? Html.Of($"""<h2>What would change the first place</h2><ul>{Html.Each(ranking.Overturns, pair => Html.Of(
            $"<li>{pair.Bet.Bet.Title}, with its {pair.Shift.Change}: place {pair.Shift.Place}.</li>"))}</ul>""")
        : Html.Of($"<p>No prior, moved by half, changes the first place.</p>");
}
