using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Portfolio;

/// <summary><c>portfolio</c>: which bet to test next, what gates it, and is the launch ready.</summary>
internal static class PortfolioCommand
{
    public static Command Create(CommandIo io) =>
        new("portfolio", "Which bet to test next, what gates it, and whether the launch is ready.")
    {
        PortfolioLintCommand.Create(io),
        PortfolioRankCommand.Create(io),
        PortfolioMapCommand.Create(io),
        PortfolioLaunchCommand.Create(io),
        PortfolioReportCommand.Create(io),
        PortfolioExperimentCommand.Create(io),
    };
}
