using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Readouts.Files;

namespace Dataface.Flags.Cli.Experiments;

/// <summary>Where an experiment's results come from: files, or a server.</summary>
internal sealed class ResultOptions
{
    private readonly Option<string[]> _files = new("--data", "-d")
    {
        Description = "A file of results, CSV or JSON Lines. Given several times, what was refreshed later replaces what was before.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly ServerOptions _server;

    public ResultOptions(Command command, CommandIo io)
    {
        command.Add(_files);
        _server = new ServerOptions(io).AddTo(command, isRequired: false);
    }

    public bool HasFiles(ParseResult parsed) => parsed.GetValue(_files) is { Length: > 0 };

    public Server.ServerClient? Open(ParseResult parsed) => _server.Open(parsed, "*");

    /// <summary>What the results say: the server's answer, or that of the files' rows.</summary>
    /// <exception cref="RefusedException">A file is refused.</exception>
    public async Task<Decision> DecideAsync(ParseResult parsed, ExperimentDefinition experiment, CommandIo io, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var server = Open(parsed);
        if (server is null) return ExperimentDecision.Decide(experiment, ReadFiles(parsed, experiment, io, time).Data, time.GetUtcNow());
        var answer = await server.AskAsync(HttpMethod.Get, $"experiments/{Uri.EscapeDataString(experiment.Id)}/decision", null, cancellationToken);
        try
        {
            return DecisionCodec.Read(answer);
        }
        catch (FormatException error)
        {
            throw new InvalidDataException(error.Message, error);
        }
    }

    /// <summary>All rows of all files; warnings go to standard error.</summary>
    /// <exception cref="RefusedException">A file is refused.</exception>
    public (ExperimentData Data, long Rows, long Repeated) ReadFiles(ParseResult parsed, ExperimentDefinition experiment, CommandIo io, TimeProvider time)
    {
        var rows = new DataRows(experiment, time.GetUtcNow());
        foreach (var file in parsed.GetValue(_files) ?? []) ReadFile(file, rows, io);
        var result = rows.End();
        if (result.Data is not { } data) throw new RefusedException(result.Problems);
        foreach (var warning in result.Problems) io.Error.WriteLine(warning.ToString());
        return (data, result.Rows, result.Repeated);
    }

    private static void ReadFile(string file, DataRows rows, CommandIo io)
    {
        using var stream = File.OpenRead(file);
        Progress.Run(io, Path.GetFileName(file), stream.Length, progress => ExperimentDataFile.Read(file, stream, rows, progress));
    }
}
