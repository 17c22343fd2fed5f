using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Portfolio;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Portfolio.Reporting;

namespace Dataface.Flags.Cli.Portfolio;

/// <summary><c>portfolio experiment</c>: a bet becomes the draft of an experiment.</summary>
internal static class PortfolioExperimentCommand
{
    public static Command Create(CommandIo io)
    {
        var bet = new Argument<string>("bet") { Description = "The bet's identifier." };
        var (paths, file) = (PortfolioOptions.Paths(), PortfolioOptions.Out());
        var flag = new Option<string?>("--flag")
        {
            Description = "The key of the flag behind the experiment; the bet's identifier when not given."
        };
        flag.Refusing(key => Names.ProblemOfKey(key));
        var command = new Command("experiment", "Writes the draft of an experiment document from a bet whose test is designed.")
        {
            bet, paths, flag, file,
        };
        command.SetAction(async parsed =>
        {
            var plan = PortfolioOptions.ReadAccepted(parsed.GetRequiredValue(paths));
            var id = parsed.GetRequiredValue(bet);
            if (plan.Bets.FirstOrDefault(b => b.Id == id) is not { } found)
            {
                var near = Spelling.Nearest(id, plan.Bets.Select(b => b.Id)) is { } name ? $" Did you mean '{name}'?" : "";
                await io.Error.WriteLineAsync($"There is no bet '{id}'.{near}");
                return ExitCode.Found;
            }

            if (BetExperiment.Gaps(found) is { Count: > 0 } gaps)
            {
                await io.Error.WriteLineAsync($"The design of '{id}' is not complete: it lacks {string.Join(", ", gaps)}.");
                return ExitCode.Found;
            }

            if (parsed.GetValue(file) is { } path && File.Exists(path))
                throw new IOException($"{path} already exists; it is not overwritten.");
            PortfolioOptions.WriteTo(
                parsed.GetValue(file), io, output => output.Write(BetExperiment.Write(found, parsed.GetValue(flag) ?? id)));
            return ExitCode.Ok;
        });
        return command;
    }
}
