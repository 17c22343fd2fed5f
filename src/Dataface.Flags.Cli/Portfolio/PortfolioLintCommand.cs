using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Portfolio;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Portfolio;

/// <summary><c>portfolio lint</c>: everything that is wrong with portfolio documents.</summary>
internal static class PortfolioLintCommand
{
    public static Command Create(CommandIo io)
    {
        var (paths, json) = (PortfolioOptions.Paths(), SharedOptions.Json());
        var strict = new Option<bool>("--warnings-as-errors") { Description = "Answer 1 for warnings, too." };
        var command = new Command("lint", "Checks portfolio documents together.") { paths, json, strict };
        command.SetAction(parsed =>
        {
            var result = PortfolioOptions.Read(parsed.GetRequiredValue(paths));
            var accepted = result.Plan is { } plan
                ? $"accepted, {plan.Bets.Count} bets, {plan.Prerequisites.Count} prerequisites, {plan.LaunchItems.Count} launch items"
                : null;
            if (parsed.GetValue(json)) result.Problems.WriteJson(accepted is not null, io);
            else result.Problems.WriteText(accepted, io);
            return accepted is not null && !(parsed.GetValue(strict) && result.Problems.Count > 0) ? ExitCode.Ok : ExitCode.Found;
        });
        return command;
    }
}
