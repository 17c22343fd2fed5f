using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Portfolio;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Portfolio.Mapping;
using Dataface.Flags.Experiments.Portfolio.Ranking;
using Dataface.Flags.Experiments.Portfolio.Reporting;

namespace Dataface.Flags.Cli.Portfolio;

/// <summary><c>portfolio rank</c>: bets by the expected net gain of testing them.</summary>
internal static class PortfolioRankCommand
{
    public static Command Create(CommandIo io)
    {
        var (paths, today, json) = (PortfolioOptions.Paths(), SharedOptions.Today(), SharedOptions.Json());
        var budget = new Option<double?>("--budget", "-b") { Description = "The maximum total cost of the first tests." };
        budget.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is < 0 or double.NaN) result.AddError("--budget is not below 0.");
        });
        var most = new Option<int>("--most", "-m") { Description = "How many bets to test first: 1 or 2.", DefaultValueFactory = _ => 2 };
        most.AcceptOnlyFromAmong("1", "2");
        var command = new Command("rank", "Ranks bets by the expected net gain of testing them, and says which to test first.")
        {
            paths, budget, most, today, json,
        };
        command.SetAction(parsed =>
        {
            var plan = PortfolioOptions.ReadAccepted(parsed.GetRequiredValue(paths));
            var ranking = BetRanking.Of(plan, MapBuilder.Build(plan, parsed.GetValue(today) ?? FlagDocumentReader.Today(io.Time)).Waits);
            var limit = parsed.GetValue(budget);
            var chosen = BudgetChoice.Choose(ranking.Bets, limit, parsed.GetValue(most));
            if (parsed.GetValue(json)) PortfolioJson.Write(ranking, chosen, io.Output);
            else RankingText.Write(io.Output, ranking, chosen, limit);
            return ExitCode.Ok;
        });
        return command;
    }
}
