using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Documents.Reading;

namespace Dataface.Flags.Cli.Experiments;

/// <summary><c>experiments register</c>: sends a document to a server's registry, where it is a draft.</summary>
internal static class RegisterExperimentCommand
{
    public static Command Create(CommandIo io)
    {
        var file = new Argument<string>("file") { Description = "The experiment's document." };
        var reason = new Option<string>("--reason", "-r")
        {
            Description = "Why a draft's document is replaced.",
            DefaultValueFactory = _ => "registered again"
        };
        var (today, json) = (SharedOptions.Today(), SharedOptions.Json());
        var command = new Command("register",
            "Sends a document to a server: a new experiment becomes a draft there; a draft has its document replaced.") { file,
                reason, today, json };
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ReadOnlyMemory<byte> yaml = await File.ReadAllBytesAsync(InputFile.Checked(parsed.GetRequiredValue(file)), cancellationToken);
            var document = Check(parsed.GetRequiredValue(file), yaml, parsed.GetValue(today) is { } day ? FixedTime.On(day) : io.Time, io);
            await using var client = server.OpenRequired(parsed, "*");
            var registry = new ServerRegistry(client, io);
            var (outcome, experiment) = await registry.RegisterAsync(document.Id, yaml, parsed.GetRequiredValue(reason), cancellationToken);
            var status = ExperimentWords.Statuses[registry.Warn(document, experiment, hasRegisteredDesign: true)];
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(io.Output, writer =>
                {
                    writer.WriteString("id", document.Id);
                    writer.WriteString("outcome", outcome);
                    writer.WriteString("status", status);
                });
            }
            else
            {
                io.Output.WriteLine(outcome switch
                {
                    "unchanged" => $"{document.Id} is already registered with this document, as {status}. Nothing was changed.",
                    "replaced" => $"{document.Id}, still {status}, has this document in place of the one before.",
                    _ => $"{document.Id} is registered, as {status}.",
                });
            }

            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>The experiment; warnings go to standard error.</summary>
    /// <exception cref="RefusedException">The document is refused.</exception>
    private static ExperimentDefinition Check(string path, ReadOnlyMemory<byte> yaml, TimeProvider time, CommandIo io)
    {
        var result = ExperimentDocuments.Read([new(path, yaml)], new() { Time = time });
        if (!result.IsAccepted) throw new RefusedException(result.Problems);
        result.Problems.WriteTo(io.Error);
        return result.Experiments.Single();
    }
}
