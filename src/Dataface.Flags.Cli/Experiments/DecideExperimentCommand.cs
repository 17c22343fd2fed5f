using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Experiments.Readouts;

namespace Dataface.Flags.Cli.Experiments;

/// <summary><c>experiments decide</c>: ship, iterate, kill or wait, and why.</summary>
internal static class DecideExperimentCommand
{
    public static Command Create(CommandIo io)
    {
        var id = ExperimentOptions.Id();
        var command = new Command("decide", "Says whether to ship, iterate, kill or wait, and why; answers 15 to wait.") { id };
        var (options, results, json) =
            (new ExperimentOptions(command, pathsAsArguments: false), new ResultOptions(command, io), SharedOptions.Json());
        command.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var found = await results.DecideAsync(parsed, options, parsed.GetRequiredValue(id), io, cancellationToken);
            if (found is not var (_, decision)) return ExitCode.Found;
            if (parsed.GetValue(json)) JsonOutput.Write(io.Output, writer => DecisionCodec.Write(writer, decision));
            else WriteText(decision, io);
            return decision.Recommendation == Recommendation.Wait ? ExitCode.NotYet : ExitCode.Ok;
        });
        return command;
    }

    private static void WriteText(Decision decision, CommandIo io)
    {
        io.Output.WriteLine(decision.Sentence);
        DecisionText.WriteGates(decision, io);
        io.Output.WriteLine($"Evidence {decision.EvidenceHash}");
    }
}
