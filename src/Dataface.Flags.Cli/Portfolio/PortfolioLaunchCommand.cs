using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Portfolio;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Experiments.Portfolio.Launch;
using Dataface.Flags.Experiments.Portfolio.Reporting;

namespace Dataface.Flags.Cli.Portfolio;

/// <summary><c>portfolio launch</c>: whether the launch is ready.</summary>
internal static class PortfolioLaunchCommand
{
    public static Command Create(CommandIo io)
    {
        var (paths, json, evidence) = (PortfolioOptions.Paths(), SharedOptions.Json(), new EvidenceOptions());
        var accept = new Option<bool>("--accept-risks") { Description = "Answer 0 for a launch that is ready with accepted risks, too." };
        var command = new Command(
            "launch", $"Says whether the launch is ready: 0 ready, {ExitCode.AcceptedRisks} ready with accepted risks, 1 not ready.")
        {
            paths, json, accept,
        };
        evidence.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var launch = await evidence.JudgeAsync(
                PortfolioOptions.ReadAccepted(parsed.GetRequiredValue(paths)), parsed, io, cancellationToken);
            if (parsed.GetValue(json)) PortfolioJson.Write(launch, io.Output);
            else LaunchText.Write(io.Output, launch);
            return launch.Verdict switch
            {
                LaunchVerdict.Ready => ExitCode.Ok,
                LaunchVerdict.ReadyWithAcceptedRisks => parsed.GetValue(accept) ? ExitCode.Ok : ExitCode.AcceptedRisks,
                _ => ExitCode.Found,
            };
        });
        return command;
    }
}
