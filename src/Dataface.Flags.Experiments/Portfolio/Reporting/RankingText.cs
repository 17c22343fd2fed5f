using System.Globalization;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Ranking;
using Dataface.Flags.Experiments.Portfolio.Reading;

namespace Dataface.Flags.Experiments.Portfolio.Reporting;

/// <summary>The ranking for people.</summary>
internal static class RankingText
{
    public static void Write(TextWriter output, BetRanking ranking, IReadOnlyList<RankedBet> chosen, double? budget)
    {
        output.Write("## Bets, by the expected net gain of testing them\n\n");
        output.Write(Table(ranking));
        output.Write("\n");
        foreach (var bet in ranking.Bets) output.Write($"{bet.Place}. `{bet.Bet.Id}`: {bet.Why}\n");
        output.Write("\n");
        WriteFirst(output, chosen, budget);
        WriteSensitivity(output, ranking);
        var apart = string.Join(", ", ranking.Apart.Select(b => $"`{b.Id}` ({PortfolioWords.BetStatuses[b.Status]})"));
        if (apart.Length > 0) output.Write($"\nUnder way or decided: {apart}.\n");
    }

    private static MarkdownTable Table(BetRanking ranking)
    {
        var table = new MarkdownTable("#", "bet", "method", "EVPI", "EVSI", "cost", "answer after", "net gain", "per cost", "places ±50 %");
        foreach (var bet in ranking.Bets)
        {
            var places = bet.Shifts.Select(s => s.Place).Append(bet.Place).ToList();
            table.Add(
                bet.Place.ToString(CultureInfo.InvariantCulture), $"`{bet.Bet.Id}`", PortfolioWords.Methods[bet.Bet.Method],
                Words.Money(bet.Value.Perfect),
                Words.Money(bet.Value.Sample), Words.Money(bet.Value.Cost), Words.Days(bet.Bet.Delay.TotalDays), Words.Money(bet.Value.Net),
                bet.Value.NetPerCost?.ToString("0.0", CultureInfo.InvariantCulture) ?? "free",
                string.Create(CultureInfo.InvariantCulture, $"{places.Min()} to {places.Max()}"));
        }

        return table;
    }

    private static void WriteFirst(TextWriter output, IReadOnlyList<RankedBet> chosen, double? budget)
    {
        var within = budget is { } limit ? $" within {Words.Money(limit)}" : "";
        output.Write(chosen.Count == 0
            ? $"Test first{within}: none. No test gains more than it costs.\n"
            : $"Test first{within}: {string.Join(" and ", chosen.Select(b => $"`{b.Bet.Id}`"))}, for {Words.Money(chosen.Sum(b => b.Value.Cost))}, "
                + $"net gain {Words.Money(chosen.Sum(b => b.Value.Net))}.\n");
    }

    private static void WriteSensitivity(TextWriter output, BetRanking ranking)
    {
        var overturns = ranking.Overturns.ToList();
        output.Write(overturns.Count == 0 ? "The top holds when any one prior is moved by ± 50 %.\n" : "The top does not hold within ± 50 %:\n");
        foreach (var (bet, shift) in overturns)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture,
                $"- `{bet.Bet.Id}` with {shift.Change} would stand at {shift.Place} with {Words.Money(shift.Net)}.\n"));
        }
    }
}
