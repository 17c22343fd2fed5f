using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;

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
        var (data, rows, repeated, problems) = (ExperimentData.Empty, 0L, 0L, new List<DocumentProblem>());
        foreach (var file in parsed.GetValue(_files) ?? [])
        {
            var result = ReadFile(file, experiment, io, time.GetUtcNow());
            problems.AddRange(result.Problems);
            if (result.Data is null) continue;
            data = data.With(result.Data);
            (rows, repeated) = (rows + result.Rows, repeated + result.Repeated);
        }

        if (problems.Exists(p => p.Severity == ProblemSeverity.Error)) throw new RefusedException(problems);
        foreach (var warning in problems) io.Error.WriteLine(warning.ToString());
        return (data, rows, repeated);
    }

    private static ExperimentDataResult ReadFile(string file, ExperimentDefinition experiment, CommandIo io, DateTimeOffset now)
    {
        using var stream = File.OpenRead(file);
        return Progress.Run(io, Path.GetFileName(file), stream.Length, progress => ExperimentDataFile.Read(file, stream, experiment, now, progress));
    }
}
