using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Experiments;

/// <summary><c>experiments show</c>: one experiment, in words.</summary>
internal static class ShowExperimentCommand
{
    public static Command Create(CommandIo io)
    {
        var id = ExperimentOptions.Id();
        var command = new Command("show", "Shows one experiment.") { id };
        var options = new ExperimentOptions(command, pathsAsArguments: false);
        var json = SharedOptions.Json();
        command.Add(json);
        command.SetAction(parsed =>
        {
            if (options.Find(parsed, io, parsed.GetRequiredValue(id)) is not (var experiment, _)) return ExitCode.Found;
            var lines = ExperimentText.Lines(experiment, options.Time(parsed, io).GetUtcNow());
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(io.Output, writer =>
                {
                    foreach (var (label, text) in lines) writer.WriteString(label, text);
                });
            }
            else
            {
                foreach (var (label, text) in lines) io.Output.WriteLine($"{label + ":",-18}{text}");
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
