using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Ranking;
using Dataface.Flags.Server.Board.Rendering;
using Amounts = Dataface.Flags.Experiments.Portfolio.Words;

namespace Dataface.Flags.Server.Board.Portfolio;

/// <summary>Which bet to test next.</summary>
internal static class BetsPage
{
    private const int First = 2;
    private static readonly string[] Columns = ["Place", "Bet", "Net gain of the test", "Cost", "Why it stands there", "Owner"];
    private static readonly string[] ApartColumns = ["Bet", "Status", "Owner"];

    public static Html Of(PortfolioPlan plan)
    {
        var ranking = BetRanking.Of(plan);
        var first = BudgetChoice.Choose(ranking.Bets, budget: null, First);
        return Html.Of($"""
            <p class="lead">{(first.Count == 0 ? "No test is worth its cost today." : "Test first: " + string.Join(" and ", first.Select(bet => bet.Bet.Title)) + ".")}</p>
            {Markup.Table("Bets by the expected net gain of testing them", Columns, ranking.Bets.Select(Row))}
            {Sensitivity(ranking)}
            {Html.If(ranking.Apart.Count > 0, () => Html.Of($"<h2>Running or decided</h2>{Markup.Table("Bets that are not ranked any more", ApartColumns, ranking.Apart.Select(Row))}"))}
            """);
    }

    private static Html Row(RankedBet bet) => Html.Of($"""
        <tr><td class="number">{bet.Place}</td><th scope="row">{bet.Bet.Title}</th><td class="number">{Amounts.Money(bet.Value.Net)}</td><td class="number">{Amounts.Money(bet.Value.Cost)}</td>
        <td>{bet.Why}</td><td>{bet.Bet.Owner}</td></tr>
        """);

    private static Html Row(Bet bet) => Html.Of($"""<tr><th scope="row">{bet.Title}</th><td>{Markup.Of(bet.Status)}</td><td>{bet.Owner}</td></tr>""");

    private static Html Sensitivity(BetRanking ranking) => ranking.Overturns.Any()
        ? Html.Of($"""<h2>What would change the first place</h2><ul>{Html.Each(ranking.Overturns, pair => Html.Of($"<li>{pair.Bet.Bet.Title}, with its {pair.Shift.Change}: place {pair.Shift.Place}.</li>"))}</ul>""")
        : Html.Of($"<p>No prior, moved by half, changes the first place.</p>");
}
