using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Experiments.Readouts;

namespace Dataface.Flags.Cli.Experiments;

/// <summary><c>experiments report</c>: the readout as a Markdown document, to live beside the code.</summary>
internal static class ReportExperimentCommand
{
    public static Command Create(CommandIo io)
    {
        var id = ExperimentOptions.Id();
        var output = new Option<string?>("--output", "-o") { Description = "The file to write. Default: standard output." };
        var command = new Command(
            "report", "Writes owner, hypothesis, dates, metrics, gates, decision and outcome as Markdown.") { id, output };
        var (options, results, json) =
            (new ExperimentOptions(command, pathsAsArguments: false), new ResultOptions(command, io), SharedOptions.Json());
        command.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var found = await results.DecideAsync(parsed, options, parsed.GetRequiredValue(id), io, cancellationToken);
            if (found is not var (experiment, decision)) return ExitCode.Found;
            var page = ExperimentReport.Write(experiment, decision);
            if (parsed.GetValue(output) is { } path)
            {
                if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
                await File.WriteAllTextAsync(path, page, cancellationToken);
            }

            if (parsed.GetValue(json)) JsonOutput.Write(io.Output, writer => writer.WriteString("markdown", page));
            else await io.Output.WriteAsync(parsed.GetValue(output) is { } written ? $"{written} is written.\n" : page);
            return ExitCode.Ok;
        });
        return command;
    }
}
