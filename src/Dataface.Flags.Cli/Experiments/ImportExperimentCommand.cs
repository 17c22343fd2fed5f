using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Experiments.Readouts;

namespace Dataface.Flags.Cli.Experiments;

/// <summary><c>experiments import</c>: checks files of results, and brings them to a server.</summary>
internal static class ImportExperimentCommand
{
    public static Command Create(CommandIo io)
    {
        var id = ExperimentOptions.Id();
        var output = new Option<string?>("--output",
            "-o")
        { Description = "The file to write the data to in canonical form; its SHA-256 is the evidence hash." };
        var replace = new Option<bool>("--replace")
        {
            Description = "Put the files' rows in the place of all results that the server has, such as when units were taken out of them.",
        };
        var reason = new Option<string?>("--reason", "-r") { Description = "Why results are replaced; it is kept in the audit trail." };
        var command = new Command("import", "Checks files of results line by line, and sends them to a server.")
        {
            id, output, replace, reason,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(replace) && string.IsNullOrWhiteSpace(result.GetValue(reason)))
                result.AddError("Results are replaced only for a reason: add --reason TEXT.");
            if (!result.GetValue(replace) && result.GetResult(reason) is not null)
                result.AddError("--reason is why results are replaced: add --replace, or leave it out.");
        });
        var (options, results, json) =
            (new ExperimentOptions(command, pathsAsArguments: false), new ResultOptions(command, io, isImport: true), SharedOptions.Json());
        command.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var server = results.Open(parsed);
            if (await options.DesignAsync(parsed, server, parsed.GetRequiredValue(id), io, cancellationToken) is not { } experiment)
                return ExitCode.Found;
            var (data, rows, repeated) = await results.ReadFilesAsync(parsed, experiment, io, options.Time(parsed, io));
            if (parsed.GetValue(output) is { } path)
                await File.WriteAllBytesAsync(path, ExperimentDataCodec.Write(data), cancellationToken);
            if (server is not null)
            {
                await Progress.RunAsync(io, $"to {server.Name}", data.Kpis.Count + data.Exposures.Count, async progress =>
                {
                    var registry = new ServerRegistry(server, io);
                    if (parsed.GetValue(replace))
                        await registry.ReplaceAsync(experiment.Id, data, parsed.GetValue(reason)!, cancellationToken);
                    else await registry.SendAsync(experiment.Id, data, progress, cancellationToken);
                    return true;
                });
            }

            if (parsed.GetValue(json))
            {
                JsonOutput.Write(io.Output, writer =>
                {
                    writer.WriteNumber("rows", rows);
                    writer.WriteNumber("repeated", repeated);
                    writer.WriteBoolean("sent", server is not null);
                    writer.WriteString("evidenceHash", ExperimentDataCodec.HashOf(data));
                });
            }
            else
            {
                await io.Output.WriteLineAsync(
                    $"{rows} rows are good, {repeated} of them repeated; {(server is null ? "nothing was sent, for want of "
                        + "--server" : $"they are at {server.Name}")}.");
                await io.Output.WriteLineAsync($"Evidence {ExperimentDataCodec.HashOf(data)}");
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
