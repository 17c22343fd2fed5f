using System.Globalization;
using Dataface.Flags.Experiments.Portfolio.Documents;
using Dataface.Flags.Experiments.Portfolio.Ranking;
using Dataface.Flags.Experiments.Portfolio.Reading;
using Dataface.Flags.Experiments.Yaml;

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
        WriteDesigns(output, [.. ranking.Bets.Select(b => b.Bet), .. ranking.Apart]);
        var apart = string.Join(", ", ranking.Apart.Select(b => $"`{b.Id}` ({PortfolioWords.BetStatuses[b.Status]})"));
        if (apart.Length > 0) output.Write($"\nUnder way or decided: {apart}.\n");
    }

    /// <summary>What was written down before each test: by what it is decided, what it must not do, and what comes then.</summary>
    private static void WriteDesigns(TextWriter output, IReadOnlyList<Bet> bets)
    {
        output.Write("\n## How each is decided\n\n");
        foreach (var bet in bets)
        {
            var rule = bet.DecisionRule is { } written ? YamlText.Line(written) : "no decision rule is written down yet.";
            output.Write($"- `{bet.Id}`: {rule}\n");
            foreach (var (what, text) in BetDesign.Of(bet)) output.Write($"  - {what}: {YamlText.Line(text)}\n");
        }
    }

    private static MarkdownTable Table(BetRanking ranking)
    {
        var table = new MarkdownTable(
            "#", "bet", "method", "EVPI", "EVSI", "cost", "starts in", "answer after", "net gain", "per cost", "places ±50 %");
        foreach (var bet in ranking.Bets)
        {
            var places = bet.Shifts.Select(s => s.Place).Append(bet.Place).ToList();
            table.Add(
                bet.Place.ToString(CultureInfo.InvariantCulture), $"`{bet.Bet.Id}`", PortfolioWords.Methods[bet.Bet.Method],
                Words.Money(bet.Value.Perfect), Words.Money(bet.Value.Sample), Words.Money(bet.Value.Cost),
                Words.Days(bet.Wait), Words.Days(bet.Wait + bet.Bet.Delay.TotalDays), Words.Money(bet.Value.Net),
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
            : $"Test first{within}: {string.Join(" and ", chosen.Select(Named))}, for {Words.Money(chosen.Sum(b => b.Value.Cost))}, "
                + $"net gain {Words.Money(chosen.Sum(b => b.Value.Net))}.\n");
    }

    private static string Named(RankedBet bet) => bet.Wait > 0 ? $"`{bet.Bet.Id}` (in {Words.Days(bet.Wait)})" : $"`{bet.Bet.Id}`";

    private static void WriteSensitivity(TextWriter output, BetRanking ranking)
    {
        var overturns = ranking.Overturns.ToList();
        output.Write(overturns.Count == 0
            ? "The top holds when any one prior is moved by ± 50 %.\n" : "The top does not hold within ± 50 %:\n");
        foreach (var (bet, shift) in overturns)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture,
                $"- `{bet.Bet.Id}` with {shift.Change} would be at {shift.Place} with {Words.Money(shift.Net)}.\n"));
        }
    }
}
