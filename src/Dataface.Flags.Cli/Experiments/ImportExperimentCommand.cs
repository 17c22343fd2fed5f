using System.CommandLine;
using System.Net.Http.Headers;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Server;
using Dataface.Flags.Experiments.Readouts;

namespace Dataface.Flags.Cli.Experiments;

/// <summary><c>experiments import</c>: checks files of results, and brings them to a server.</summary>
internal static class ImportExperimentCommand
{
    /// <summary>Rows of one request; each replaces what was there, so that an import that broke off is simply made again.</summary>
    private const int RowsOfRequest = 5_000;

    public static Command Create(CommandIo io)
    {
        var id = ExperimentOptions.Id();
        var output = new Option<string?>("--output", "-o") { Description = "A file that gets the data in their canonical form; its SHA-256 is the evidence hash." };
        var command = new Command("import", "Checks files of results line by line, and brings them to a server.") { id, output };
        var (options, results, json) = (new ExperimentOptions(command, pathsAsArguments: false), new ResultOptions(command, io), SharedOptions.Json());
        command.Add(json);
        command.Validators.Add(result =>
        {
            if (result.Children.All(c => c is not System.CommandLine.Parsing.OptionResult { Option.Name: "--data" })) result.AddError("Say what to import: --data FILE.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (options.Find(parsed, io, parsed.GetRequiredValue(id)) is not { } experiment) return ExitCode.Found;
            var (data, rows, repeated) = results.ReadFiles(parsed, experiment, io, options.Time(parsed, io));
            if (parsed.GetValue(output) is { } path) await File.WriteAllBytesAsync(path, ExperimentDataCodec.Write(data), cancellationToken);
            await using var server = results.Open(parsed);
            if (server is not null) await SendAsync(server, experiment.Id, data, cancellationToken);
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
                    $"{rows} rows are good, {repeated} of them repeated; {(server is null ? "nothing was sent, for want of --server" : $"they are at {server.Name}")}.");
                await io.Output.WriteLineAsync($"Evidence {ExperimentDataCodec.HashOf(data)}");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task SendAsync(ServerClient server, string id, ExperimentData data, CancellationToken cancellationToken)
    {
        var path = $"experiments/{Uri.EscapeDataString(id)}/kpis";
        foreach (var part in data.Kpis.Chunk(RowsOfRequest).Select(kpis => new ExperimentData { Kpis = kpis })
            .Concat(data.Exposures.Chunk(RowsOfRequest).Select(exposures => new ExperimentData { Exposures = exposures })))
        {
            await server.AskAsync(HttpMethod.Post, path, () => Content(part), cancellationToken);
        }
    }

    private static ByteArrayContent Content(ExperimentData part) =>
        new(ExperimentDataCodec.Write(part)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
