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
        var server = new ServerOptions(io).AddTo(command, isRequired: false);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var found = await LinesAsync(parsed, options, server, parsed.GetRequiredValue(id), io, cancellationToken);
            if (found is not { } lines) return ExitCode.Found;
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

    /// <summary>
    /// The server's words where there is one, what it recommends with them; else the document's. Null where there is neither.
    /// </summary>
    private static async Task<IReadOnlyList<(string Label, string Text)>?> LinesAsync(
        ParseResult parsed, ExperimentOptions options, ServerOptions server, string id, CommandIo io, CancellationToken cancellationToken)
    {
        var now = options.Time(parsed, io).GetUtcNow();
        await using var client = server.Open(parsed, "*");
        if (client is null) return options.Find(parsed, io, id) is (var document, _) ? ExperimentText.Lines(document, now) : null;
        var beside = options.FindBeside(parsed, io, id);
        var (experiment, decision) = await new ServerRegistry(client, io).DecideAsync(id, beside, cancellationToken);
        return [.. ExperimentText.Lines(experiment, now), ("recommended", decision.Sentence)];
    }
}
