using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Portfolio;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Experiments.Portfolio.Mapping;
using Dataface.Flags.Experiments.Portfolio.Ranking;
using Dataface.Flags.Experiments.Portfolio.Reporting;

namespace Dataface.Flags.Cli.Portfolio;

/// <summary><c>portfolio report</c>: the launch document.</summary>
internal static class PortfolioReportCommand
{
    public static Command Create(CommandIo io)
    {
        var (paths, file, evidence) = (PortfolioOptions.Paths(), PortfolioOptions.Out(), new EvidenceOptions());
        var command = new Command("report", "Writes the launch document in Markdown; answers 0 whatever the verdict.") { paths, file };
        evidence.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var plan = PortfolioOptions.ReadAccepted(parsed.GetRequiredValue(paths));
            var launch = await evidence.JudgeAsync(plan, parsed, io, cancellationToken);
            var map = MapBuilder.Build(plan, evidence.Today(parsed, io));
            var ranking = BetRanking.Of(plan, map.Waits);
            PortfolioOptions.WriteTo(parsed.GetValue(file), io, output => LaunchDocument.Write(output, launch, ranking, map));
            return ExitCode.Ok;
        });
        return command;
    }
}
