using System.CommandLine;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Experiments.Documents;
using Dataface.Flags.Experiments.Readouts;
using Dataface.Flags.Experiments.Readouts.Files;

namespace Dataface.Flags.Cli.Experiments;

/// <summary>Where an experiment's results come from: files, or a server.</summary>
internal sealed class ResultOptions
{
    private readonly Option<string[]> _files = new("--data", "-d")
    {
        Description = "A file of results, CSV or JSON Lines. May be given several times: rows refreshed later replace earlier ones.",
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
            if (!isImport && hasFiles && _server.IsGiven(result))
                result.AddError("The results are those of --data or those of --server: leave one out.");
        });
    }

    public Server.ServerClient? Open(ParseResult parsed) => _server.Open(parsed, "*");

    /// <summary>
    /// What the results say, the server's or those of the files' rows; and the experiment, the server's where there is one. Null, and why
    /// on standard error, where there is no document and no server.
    /// </summary>
    /// <exception cref="RefusedException">A file is refused.</exception>
    public async Task<(ExperimentDefinition Experiment, Decision Decision)?> DecideAsync(
        ParseResult parsed, ExperimentOptions options, string id, CommandIo io, CancellationToken cancellationToken)
    {
        await using var server = Open(parsed);
        if (server is not null)
        {
            return await new ServerRegistry(server, io).DecideAsync(id, options.FindBeside(parsed, io, id), cancellationToken);
        }

        if (options.Find(parsed, io, id) is not (var experiment, _)) return null;
        var time = options.Time(parsed, io);
        return (experiment,
            ExperimentDecision.Decide(experiment, (await ReadFilesAsync(parsed, experiment, io, time)).Data, LookedAt(experiment, time)));
    }

    /// <summary>The time of a look: what was decided rests on what there was by the end of that UTC day.</summary>
    private static DateTimeOffset LookedAt(ExperimentDefinition experiment, TimeProvider time)
    {
        var now = time.GetUtcNow();
        if (experiment.Decision is not { } decided) return now;
        var end = new DateTimeOffset(decided.On, TimeOnly.MaxValue, TimeSpan.Zero);
        return end < now ? end : now;
    }

    /// <summary>All rows of all files; warnings go to standard error.</summary>
    /// <exception cref="RefusedException">A file is refused.</exception>
    public async Task<(ExperimentData Data, long Rows, long Repeated)> ReadFilesAsync(
        ParseResult parsed, ExperimentDefinition experiment, CommandIo io, TimeProvider time)
    {
        var rows = new DataRows(experiment, time.GetUtcNow());
        foreach (var file in parsed.GetValue(_files) ?? []) await ReadFileAsync(file, rows, io);
        var result = rows.End();
        if (result.Data is not { } data) throw new RefusedException(result.Problems);
        foreach (var warning in result.Problems) io.Error.WriteLine(warning.ToString());
        return (data, result.Rows, result.Repeated);
    }

    private static async Task ReadFileAsync(string file, DataRows rows, CommandIo io)
    {
        await using var stream = File.OpenRead(InputFile.Checked(file));
        await Progress.RunAsync(io, Path.GetFileName(file), stream.Length, progress =>
        {
            ExperimentDataFile.Read(file, stream, rows, progress);
            return Task.FromResult(true);
        });
    }
}
