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

    /// <param name="command">The command that gets the options.</param>
    /// <param name="io">What it reads and writes.</param>
    /// <param name="isImport">Whether files are brought to the server, and not one of the two is asked.</param>
    public ResultOptions(Command command, CommandIo io, bool isImport = false)
    {
        command.Add(_files);
        _server = new ServerOptions(io).AddTo(command, isRequired: false);
        command.Validators.Add(result =>
        {
            var hasFiles = result.GetResult(_files) is not null;
            if (isImport && !hasFiles) result.AddError("Say what to import: --data FILE.");
            if (!isImport && hasFiles && _server.IsGiven(result)) result.AddError("The results are those of --data or those of --server: leave one out.");
        });
    }

    public Server.ServerClient? Open(ParseResult parsed) => _server.Open(parsed, "*");

    /// <summary>What the results say, the server's or those of the files' rows; the experiment with the server's status and decision, where there is one.</summary>
    /// <exception cref="RefusedException">A file is refused.</exception>
    public async Task<(ExperimentDefinition Experiment, Decision Decision)> DecideAsync(
        ParseResult parsed, ExperimentDefinition experiment, CommandIo io, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var server = Open(parsed);
        if (server is not null) return await new ServerRegistry(server, io).DecideAsync(experiment, cancellationToken);
        return (experiment, ExperimentDecision.Decide(experiment, (await ReadFilesAsync(parsed, experiment, io, time)).Data, time.GetUtcNow()));
    }

    /// <summary>All rows of all files; warnings go to standard error.</summary>
    /// <exception cref="RefusedException">A file is refused.</exception>
    public async Task<(ExperimentData Data, long Rows, long Repeated)> ReadFilesAsync(ParseResult parsed, ExperimentDefinition experiment, CommandIo io, TimeProvider time)
    {
        var (data, rows, repeated, problems) = (ExperimentData.Empty, 0L, 0L, new List<DocumentProblem>());
        foreach (var file in parsed.GetValue(_files) ?? [])
        {
            var result = await ReadFileAsync(file, experiment, io, time.GetUtcNow());
            problems.AddRange(result.Problems);
            if (result.Data is null) continue;
            data = data.With(result.Data);
            (rows, repeated) = (rows + result.Rows, repeated + result.Repeated);
        }

        if (problems.Exists(p => p.Severity == ProblemSeverity.Error)) throw new RefusedException(problems);
        foreach (var warning in problems) io.Error.WriteLine(warning.ToString());
        return (data, rows, repeated);
    }

    private static async Task<ExperimentDataResult> ReadFileAsync(string file, ExperimentDefinition experiment, CommandIo io, DateTimeOffset now)
    {
        await using var stream = File.OpenRead(file);
        return await Progress.RunAsync(io, Path.GetFileName(file), stream.Length, progress => Task.FromResult(ExperimentDataFile.Read(file, stream, experiment, now, progress)));
    }
}
