using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments;
using Dataface.Flags.Values;

namespace Dataface.Flags.Cli.Experiments;

/// <summary><c>experiments lint</c>: everything that is wrong with experiments, in form and by policy.</summary>
internal static class LintExperimentsCommand
{
    public static Command Create(CommandIo io)
    {
        var command = new Command("lint", "Checks experiment documents: their form, the policy, and their flags.");
        var options = new ExperimentOptions(command, pathsAsArguments: true);
        var json = SharedOptions.Json();
        command.Add(json);
        command.SetAction(parsed =>
        {
            var result = options.Read(parsed, io);
            if (parsed.GetValue(json)) WriteJson(result, io);
            else WriteText(result, io);
            return result.IsAccepted ? ExitCode.Ok : ExitCode.Found;
        });
        return command;
    }

    private static void WriteText(ExperimentDocumentsResult result, CommandIo io)
    {
        result.Problems.WriteTo(io.Output);
        var errors = result.Problems.Count(p => p.Severity == ProblemSeverity.Error);
        io.Output.WriteLine(
            $"{(result.IsAccepted ? "accepted" : "refused")}, {result.Experiments.Count} good; {Counted.Of(errors, "error")}, "
            + Counted.Of(result.Problems.Count - errors, "warning"));
    }

    private static void WriteJson(ExperimentDocumentsResult result, CommandIo io) => JsonOutput.Write(io.Output, json =>
    {
        json.WriteBoolean("accepted", result.IsAccepted);
        json.WriteProblems(result.Problems);
    });
}
